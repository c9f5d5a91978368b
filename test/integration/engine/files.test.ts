import { createHash, randomBytes } from 'node:crypto';
import {
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EngineFiles, FilesOf } from '../../../src/core/engine/files/engineFiles.ts';
import { download, upload } from '../../../src/core/engine/files/transfers.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { docker, engines, up, type EngineName } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { SmallDisk } from '../smallDisk.ts';
import { labConnections, never } from './labConnections.ts';

const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];
const pool = labConnections();
const made: (readonly [EngineName, string])[] = [];
let laptop = '';
/** Of this machine, with room for little. */
let disk: SmallDisk;

beforeAll(async () => {
  disk = await SmallDisk.mount('1m');
  laptop = await mkdtemp(path.join(tmpdir(), 'dockhop-files-'));
  await up();
}, 600_000);
afterAll(async () => {
  await pool.dispose();
  await disk.unmount();
  await rm(laptop, { recursive: true, force: true });
  await Promise.all(made.map(([name, id]) => docker(name, 'rm', '-f', '-v', id)));
});

async function engineOf(name: EngineName, connections: ConnectionPool = pool) {
  const connection = await connections.to(engines[name].host, never);
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  if (!engine) throw new Error(`no engine of ${name}`);
  return engine;
}

/** A container of the test's own, without an SSH server. */
async function start(name: EngineName, ...options: string[]): Promise<FilesOf> {
  const listed = await (await engineOf(name)).listContainers(never);
  const image = listed.find((row) => row.name === 'ws-nossh')?.image ?? '';
  const words = ['-d', '--init', '--net=none', ...options, image, 'sleep', '3600'];
  const id = (await docker(name, 'run', ...words)).trim();
  made.push([name, id]);
  return { id, name: `files-of-${name}` };
}

async function* of(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

const anyone = 'mode=1777';
const untold = (): void => undefined;
const hostile = '-rf "$(id)`\n é.txt';
const anew = { create: true, overwrite: false };
const over = { create: false, overwrite: true };

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.concurrent.each(names)('on the engine of %s', (name) => {
  let files: EngineFiles;
  /** root, with a small disk at /small, and something mounted at /mounted: tests run at once. */
  let box: FilesOf;
  /** An ordinary user, with a system that cannot be written to but for /tmp. */
  let closed: FilesOf;
  const sh = (script: string) => docker(name, 'exec', '-u', '0', box.id, 'sh', '-c', script);
  const namesIn = async (directory: string) =>
    (await files.list(box, directory, never)).entries.map((entry) => entry.name);
  const write = (file: string, text: string, mode = anew) => {
    const bytes = Buffer.from(text);
    return files.write(box, file, { bytes: bytes.length, content: of(bytes) }, mode, never);
  };
  const read = async (file: string) =>
    (await bytesOf((await files.read(box, file, {}, never)).content)).toString();

  beforeAll(async () => {
    files = (await engineOf(name)).files;
    [box, closed] = await Promise.all([
      start(name, '--tmpfs', `/small:size=1m,${anyone}`, '--tmpfs', `/mounted:${anyone}`),
      start(name, '-u', '1000', '--read-only', '--tmpfs', `/tmp:${anyone}`),
    ]);
  }, 120_000);

  test('bytes of any kind and under any name go in and come back, with mode and time', async () => {
    const from = path.join(laptop, `${name}-${hostile}`);
    const data = randomBytes(8_000_000);
    await writeFile(from, data, { mode: 0o750 });
    await utimes(from, 1.6e9, 1.6e9);
    const place = { files, container: box, path: `/tmp/${hostile}` };
    await upload(from, place, { overwrite: false }, untold, never);
    expect(await files.stat(box, place.path, never)).toMatchObject({
      ...{ type: 'file', isLink: false, bytes: data.length, mode: 0o750, mtimeMs: 1.6e12 },
      ...{ uid: 0, isWritable: true },
    });
    expect(await namesIn('/tmp')).toContain(hostile);
    const told: number[][] = [];
    const back = `${from}-back`;
    await download(place, back, (bytes, total) => told.push([bytes, total]), never);
    expect((await readFile(back)).equals(data)).toBe(true);
    expect(told.at(-1)).toEqual([data.length, data.length]);
    const { mode, mtimeMs } = await stat(back);
    expect([mode & 0o777, mtimeMs]).toEqual([0o750, 1.6e12]);
    const again = upload(from, place, { overwrite: false }, untold, never);
    await expect(again).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  });

  test('a directory goes in and comes back, without what it links to elsewhere', async () => {
    const from = path.join(laptop, `${name}-tree`);
    await mkdir(path.join(from, 'sub/empty'), { recursive: true });
    await writeFile(path.join(from, 'sub', hostile), 'hello');
    await symlink('/etc/passwd', path.join(from, 'link'));
    await sh('mkdir /tmp/own');
    const place = { files, container: box, path: '/tmp/own/tree' };
    await upload(from, place, { overwrite: false }, untold, never);
    expect(await sh('cd /tmp/own/tree && readlink link && cat sub/-rf* && ls -d sub/empty')).toBe(
      '/etc/passwd\nhellosub/empty\n',
    );
    await sh('ln /tmp/own/tree/sub/-rf* /tmp/own/tree/second; mkfifo /tmp/own/tree/fifo');
    const back = path.join(laptop, `${name}-tree-back`);
    const saved = await download(place, back, untold, never);
    expect(saved).toMatchObject({ files: 2, leftOut: 2 });
    expect((await readdir(back, { recursive: true })).sort()).toEqual(
      ['second', 'sub', `sub/${hostile}`, 'sub/empty'].sort(),
    );
    await expect(lstat(path.join(back, 'link'))).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(path.join(from, 'link'));
    await upload(from, place, { overwrite: true }, untold, never);
    expect(await namesIn('/tmp/own/tree')).toEqual(['sub']);
    expect(await namesIn('/tmp/own')).toEqual(['tree']);
  });

  test('a directory is listed whatever is in it', async () => {
    await sh(
      `mkdir /tmp/odd && cd /tmp/odd && true >- && touch -- '-n' '..two' '.hid' "$(printf 'a\\377')" &&
       ln -s /usr dir && ln -s nowhere dangling && mkfifo pipe && touch "$(printf 'n\\nl')" &&
       i=0; while [ $i -lt 250 ]; do : >many-$i; i=$((i + 1)); done`,
    );
    const { entries, unnameable, isCut } = await files.list(box, '/tmp/odd', never);
    expect([entries.length, unnameable, isCut]).toEqual([258, 1, false]);
    const kinds = entries.filter((one) => !one.name.startsWith('many'));
    expect(kinds.map((one) => `${one.name} ${one.type}${one.isLink ? ' link' : ''}`)).toEqual([
      ...['- file', '-n file', '..two file', '.hid file', 'dangling other link'],
      ...['dir directory link', 'n\nl file', 'pipe other'],
    ]);
  });

  test('what is written keeps mode and owner, goes through links, and into mounts', async () => {
    await sh('echo old >/tmp/kept && chown 1234:55 /tmp/kept && chmod 640 /tmp/kept');
    await sh('ln -s kept /tmp/to-kept');
    await write('/tmp/to-kept', 'new\n', over);
    expect(await files.stat(box, '/tmp/to-kept', never)).toMatchObject({
      ...{ isLink: true, mode: 0o640, uid: 1234, gid: 55, bytes: 4 },
    });
    expect(await read('/tmp/kept')).toBe('new\n');
    // A file of the host's is mounted there, which a rename cannot replace.
    await write('/etc/hosts', '127.0.0.1 here\n', over);
    expect(await read('/etc/hosts')).toBe('127.0.0.1 here\n');
    await sh('echo one >/tmp/first && ln /tmp/first /tmp/other');
    await write('/tmp/first', 'two\n', over);
    expect(await read('/tmp/other')).toBe('two\n');
    await expect(write('/tmp/none', 'x', over)).rejects.toMatchObject({ code: 'FILE_ABSENT' });
  });

  test('what is made, renamed, copied and removed is so', async () => {
    await files.makeDirectory(box, '/tmp/made', never);
    const twice = files.makeDirectory(box, '/tmp/made', never);
    await expect(twice).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    await write('/tmp/made/a', 'a');
    await files.copy(box, '/tmp/made', '/tmp/copy', { overwrite: false }, never);
    await files.rename(box, '/tmp/copy/a', '/tmp/copy/b', { overwrite: false }, never);
    expect(await namesIn('/tmp/copy')).toEqual(['b']);
    const onto = files.rename(box, '/tmp/copy', '/tmp/made', { overwrite: true }, never);
    await expect(onto).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    const full = files.remove(box, '/tmp/copy', { recursive: false }, never);
    await expect(full).rejects.toMatchObject({ code: 'FILE_FAILED' });
    await files.remove(box, '/tmp/copy', { recursive: true }, never);
    const gone = files.list(box, '/tmp/copy', never);
    await expect(gone).rejects.toMatchObject({ code: 'FILE_ABSENT' });
    const root = files.remove(box, '/tmp/..', { recursive: true }, never);
    await expect(root).rejects.toMatchObject({ code: 'FILE_DENIED' });
  });

  test('a directory in which something is mounted is not deleted', async () => {
    await write('/mounted/kept', 'kept');
    const removed = files.remove(box, '/mounted', { recursive: true }, never);
    const reason = expect.stringContaining('/mounted is mounted there') as string;
    const refusal = { code: 'FILE_FAILED', details: { reason } };
    await expect(removed).rejects.toMatchObject(refusal);
    expect(await read('/mounted/kept')).toBe('kept');
    await files.remove(box, '/mounted/kept', { recursive: true }, never);
  });

  test('a full disk leaves the old file and nothing beside it', async () => {
    await write('/small/a', 'old');
    const bytes = Buffer.alloc(3_000_000, 1);
    const content = { bytes: bytes.length, content: of(bytes) };
    await expect(files.write(box, '/small/a', content, over, never)).rejects.toMatchObject({
      code: 'FILE_FAILED',
      // Not in cat's words, which podman may lose.
      details: { path: '/small/a', reason: 'No space left on device' },
    });
    expect(await read('/small/a')).toBe('old');
    expect(await namesIn('/small')).toEqual(['a']);
  });

  test('a cut connection or a cancel leaves nothing under the name, and soon nothing at all', async () => {
    for (const end of ['cut', 'cancel'] as const) {
      const own = labConnections();
      const cancel = new AbortController();
      const from = (await engineOf(name, own)).files;
      const place = `/tmp/${end}`;
      await sh(`mkdir ${place}`);
      async function* content() {
        yield Buffer.alloc(2_000_000);
        if (end === 'cut') await own.dispose();
        else cancel.abort();
        yield Buffer.alloc(2_000_000);
      }
      const file = { bytes: 4_000_000, content: content() };
      const writing = from.write(box, `${place}/file`, file, anew, cancel.signal);
      await expect(writing).rejects.toThrow();
      await vi.waitFor(
        async () => {
          expect(await namesIn(place)).toEqual([]);
        },
        { timeout: 60_000, interval: 200 },
      );
      await own.dispose();
    }
  });

  test('a download that is cut, or finds no room, leaves nothing here', async () => {
    const own = labConnections();
    const from = (await engineOf(name, own)).files;
    await sh('mkdir /tmp/many && head -c 30000000 /dev/zero | tee /tmp/large >/tmp/many/large');
    const full = { code: 'FILE_UNWRITABLE' };
    const small = path.join(disk.directory, name);
    await mkdir(small);
    for (const what of ['/tmp/large', '/tmp/many']) {
      const to = path.join(small, 'come');
      const downloading = download({ files, container: box, path: what }, to, untold, never);
      await expect(downloading).rejects.toMatchObject(full);
    }
    expect(await readdir(small)).toEqual([]);
    const directory = await mkdtemp(path.join(laptop, 'cut-'));
    const place = { files: from, container: box, path: '/tmp/large' };
    const cut = (bytes: number): void => {
      if (bytes > 1_000_000) void own.dispose();
    };
    await expect(download(place, path.join(directory, 'a'), cut, never)).rejects.toThrow();
    expect(await readdir(directory)).toEqual([]);
  });

  test('an ordinary user of a system that cannot be written to is told so', async () => {
    const denied = { code: 'FILE_DENIED' };
    const content = () => ({ bytes: 1, content: of(Buffer.from('x')) });
    await expect(files.write(closed, '/etc/new', content(), anew, never)).rejects.toMatchObject(
      denied,
    );
    await expect(files.write(closed, '/etc/passwd', content(), over, never)).rejects.toMatchObject(
      denied,
    );
    await expect(files.read(closed, '/etc/shadow', {}, never)).rejects.toMatchObject(denied);
    await expect(files.list(closed, '/root', never)).rejects.toMatchObject(denied);
    await expect(files.stat(closed, '/root/x', never)).rejects.toMatchObject(denied);
    expect(await files.stat(closed, '/etc/passwd', never)).toMatchObject({ isWritable: false });
    await files.write(closed, '/tmp/own', content(), anew, never);
    expect(await files.stat(closed, '/tmp/own', never)).toMatchObject({ uid: 1000 });
  });

  test('what is no file, or too large, is not read as one', async () => {
    const reading = (file: string, maxBytes = 10) => files.read(box, file, { maxBytes }, never);
    await expect(reading('/etc/passwd')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    await expect(reading('/etc')).rejects.toMatchObject({ code: 'FILE_KIND' });
    await expect(reading('/dev/zero')).rejects.toMatchObject({ code: 'FILE_KIND' });
    await expect(reading('/nowhere/a')).rejects.toMatchObject({ code: 'FILE_ABSENT' });
    expect(await read('/proc/self/status')).toContain('Name:');
  });

  test('a stopped container gives what it has, and takes nothing', async () => {
    const listed = await (await engineOf(name)).listContainers(never);
    const stopped = listed.find((row) => row.name === 'ws-stopped');
    if (!stopped) throw new Error('no ws-stopped');
    expect(await files.stat(stopped, '/etc', never)).toMatchObject({ type: 'directory' });
    expect(await files.stat(stopped, '/etc/os-release', never)).toMatchObject({
      ...{ type: 'file', isLink: true, isWritable: false },
    });
    const { content } = await files.read(stopped, '/etc/os-release', {}, never);
    expect((await bytesOf(content)).toString()).toContain('PRETTY_NAME=');
    const place = { files, container: stopped, path: '/etc/default' };
    const to = path.join(laptop, `${name}-default`);
    const { files: count } = await download(place, to, untold, never);
    expect(await readdir(to)).toHaveLength(count);
    const absent = files.stat(stopped, '/nowhere', never);
    await expect(absent).rejects.toMatchObject({ code: 'FILE_ABSENT' });
    const halted = { code: 'CONTAINER_STOPPED' };
    await expect(files.list(stopped, '/etc', never)).rejects.toMatchObject(halted);
    const nothing = { bytes: 0, content: of() };
    const writing = files.write(stopped, '/etc/x', nothing, anew, never);
    await expect(writing).rejects.toMatchObject(halted);
  });
});

/** The whole gigabyte is for `npm run test:long`. */
const isLong = process.env['DOCKHOP_TEST_LONG'] !== undefined;
const megabytes = isLong ? 1024 : 256;
const mostGrowth = 100_000_000;

test.each(isLong ? names : (['docker'] as const))(
  `${megabytes} MB go to %s and back, and memory stays as it is`,
  async (name) => {
    const box = await start(name);
    const { files } = await engineOf(name);
    const [from, back] = [path.join(laptop, 'large'), path.join(laptop, 'large-back')];
    const sha256 = await writeLarge(from);
    const before = process.memoryUsage().rss;
    let most = before;
    const look = (): void => {
      most = Math.max(most, process.memoryUsage.rss());
    };
    const place = { files, container: box, path: '/root/large' };
    await upload(from, place, { overwrite: false }, look, never);
    await download(place, back, look, never);
    expect(most - before).toBeLessThan(mostGrowth);
    expect(await sha256Of(back)).toBe(sha256);
  },
  600_000,
);

async function writeLarge(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  const seed = randomBytes(1024 * 1024);
  for (let megabyte = 0; megabyte < megabytes; megabyte++) {
    seed.writeUInt32BE(megabyte);
    hash.update(seed);
    await handle.write(seed);
  }
  await handle.close();
  return hash.digest('hex');
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file);
  for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
