import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack, type Headers } from 'tar-stream';
import { expect, onTestFinished, test } from 'vitest';
import { packTree, treeBytes } from '../../../../../../src/core/engine/files/laptop/packTree.ts';
import { saveTree } from '../../../../../../src/core/engine/files/laptop/saveTree.ts';

const never = new AbortController().signal;
const options = { refused: (reason: string) => new Error(`refused: ${reason}`) };

async function directory(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'dockhop-tree-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

function tarOf(
  ...entries: readonly (Headers & { readonly text?: string })[]
): AsyncIterable<Buffer> {
  const tar = pack();
  for (const { text = '', ...header } of entries) tar.entry(header, text);
  tar.finalize();
  return tar;
}

const file = (name: string, text = 'x', more: Partial<Headers> = {}) => ({ name, text, ...more });

test('a tree arrives with its modes and times, and what has a second name twice', async () => {
  const place = await directory();
  const mtime = new Date(1_600_000_000_000);
  const saved = await saveTree(
    tarOf(
      { name: './', type: 'directory', mode: 0o755, mtime },
      { name: './sub', type: 'directory', mode: 0o500, mtime },
      file('./sub/-a\n"b', 'hello', { mode: 0o4755, mtime }),
      { name: './second', type: 'link', linkname: './sub/-a\n"b' },
      { name: './link', type: 'symlink', linkname: '/etc/passwd' },
      { name: './fifo', type: 'fifo' },
    ),
    path.join(place, 'tree'),
    options,
    never,
  );
  expect(saved).toEqual({ bytes: 5, files: 2, leftOut: 2 });
  expect(await readdir(place)).toEqual(['tree']);
  expect((await readdir(path.join(place, 'tree'))).sort()).toEqual(['second', 'sub']);
  const inner = await stat(path.join(place, 'tree/sub/-a\n"b'));
  expect([inner.mode & 0o7777, inner.mtimeMs]).toEqual([0o755, mtime.getTime()]);
  expect((await stat(path.join(place, 'tree/sub'))).mtimeMs).toBe(mtime.getTime());
  expect(await readFile(path.join(place, 'tree/second'), 'utf8')).toBe('hello');
});

test.each([
  ['climbs', [file('a/../../evil')]],
  ['is absolute', [file('/tmp/evil')]],
  ['climbs by a directory', [{ name: '../evil', type: 'directory' as const }]],
  ['has a file twice', [file('a'), file('a')]],
  ['has a file that is a directory', [file('a'), file('a/b')]],
  [
    'leads out by a link',
    [
      { name: 'out', type: 'symlink' as const, linkname: '/tmp' },
      { name: 'a', type: 'link' as const, linkname: 'out/x' },
    ],
  ],
  [
    'links to what is not there',
    [{ name: 'a', type: 'link' as const, linkname: '../../etc/passwd' }],
  ],
  ['is too deep', [file(`${'a/'.repeat(300)}b`)]],
])('of an archive that %s nothing is kept', async (_what, entries) => {
  const place = await directory();
  const target = path.join(place, 'inner', 'tree');
  await mkdir(path.dirname(target));
  await expect(saveTree(tarOf(...entries), target, options, never)).rejects.toThrow();
  expect(await readdir(place)).toEqual(['inner']);
  expect(await readdir(path.dirname(target))).toEqual([]);
});

test('a link of the archive is none here, so what seems to be behind it is beside', async () => {
  const place = await directory();
  const outside = path.join(place, 'outside');
  await mkdir(outside);
  const entries = [
    { name: 'out', type: 'symlink' as const, linkname: outside },
    file('out/evil', 'gotcha'),
  ];
  await saveTree(tarOf(...entries), path.join(place, 'tree'), options, never);
  expect(await readdir(outside)).toEqual([]);
  expect(await readFile(path.join(place, 'tree/out/evil'), 'utf8')).toBe('gotcha');
});

test.each([
  ['no tar', Buffer.alloc(2000, 'x')],
  ['half of one', undefined],
])('%s is refused, and nothing is kept', async (_what, bytes) => {
  const place = await directory();
  const whole = async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of tarOf(file('a', 'y'.repeat(5000)))) chunks.push(chunk);
    return Buffer.concat(chunks).subarray(0, 3000);
  };
  const broken = bytes ?? (await whole());
  async function* once() {
    yield await Promise.resolve(broken);
  }
  await expect(saveTree(once(), path.join(place, 'tree'), options, never)).rejects.toThrow();
  expect(await readdir(place)).toEqual([]);
});

test('an archive with an endless name does not fill the memory', async () => {
  const place = await directory();
  const header = Buffer.alloc(512);
  header.write('././@LongLink', 0);
  header.write('0000644\0' + '0000000\0' + '0000000\0' + '77777777777\0' + '00000000000\0', 100);
  header.write('        L', 148);
  header.write('ustar  \0', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  let sent = 0;
  async function* endless() {
    yield await Promise.resolve(header);
    for (; sent < 200; sent++) yield Buffer.alloc(1024 * 1024, 'a');
  }
  await expect(saveTree(endless(), path.join(place, 'tree'), options, never)).rejects.toThrow(
    'endless names',
  );
  expect(sent).toBeLessThan(20);
});

test('a tree of this machine is packed and comes back as it was', async () => {
  const place = await directory();
  const from = path.join(place, 'from');
  await mkdir(path.join(from, 'sub/empty'), { recursive: true });
  await writeFile(path.join(from, 'sub/-a "b'), Buffer.alloc(100_000, 7));
  await writeFile(path.join(from, 'none'), '');
  expect(await treeBytes(from, never)).toBe(100_000);
  const told: number[] = [];
  const tar = packTree(from, '.last', (bytes) => told.push(bytes), never);
  await saveTree(tar, path.join(place, 'to'), options, never);
  expect((await readdir(path.join(place, 'to'), { recursive: true })).sort()).toEqual(
    ['.last', 'none', 'sub', 'sub/-a "b', 'sub/empty'].sort(),
  );
  expect(await readFile(path.join(place, 'to/sub/-a "b'))).toEqual(Buffer.alloc(100_000, 7));
  expect(told.at(-1)).toBe(100_000);
});
