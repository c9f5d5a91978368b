import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { saveStream } from '../../../../../../src/core/engine/files/laptop/saveStream.ts';

const never = new AbortController().signal;

async function directory(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'dockhop-save-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function* of(...chunks: (string | Error)[]): AsyncGenerator<Uint8Array, void> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield await Promise.resolve(Buffer.from(chunk));
  }
}

test('a stream becomes a file with its mode, its time, its size and its checksum', async () => {
  const file = path.join(await directory(), 'a');
  const told: number[] = [];
  const options = { mode: 0o640, mtimeMs: 1.6e12, onBytes: (bytes: number) => told.push(bytes) };
  const saved = await saveStream(of('one', 'two'), file, options, never);
  const sha256 = createHash('sha256').update('onetwo').digest('hex');
  expect(saved).toEqual({ bytes: 6, sha256 });
  expect(await readFile(file, 'utf8')).toBe('onetwo');
  const { mode, mtimeMs } = await stat(file);
  expect([mode & 0o777, mtimeMs, told]).toEqual([0o640, 1.6e12, [3, 6]]);
});

test('a stream that breaks off leaves what was there, and nothing beside it', async () => {
  const place = await directory();
  const file = path.join(place, 'a');
  await writeFile(file, 'old');
  const broken = new Error('cut');
  await expect(saveStream(of('new', broken), file, {}, never)).rejects.toBe(broken);
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(place)).toEqual(['a']);
});

test('one that is cancelled as well', async () => {
  const place = await directory();
  const stop = new AbortController();
  async function* endless() {
    for (;;) {
      yield await Promise.resolve(Buffer.alloc(10));
      stop.abort();
    }
  }
  const saving = saveStream(endless(), path.join(place, 'a'), {}, stop.signal);
  await expect(saving).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(place)).toEqual([]);
});

test('a link is replaced, not followed', async () => {
  const place = await directory();
  await writeFile(path.join(place, 'target'), 'old');
  await symlink('target', path.join(place, 'a'));
  await saveStream(of('new'), path.join(place, 'a'), {}, never);
  expect(await readFile(path.join(place, 'target'), 'utf8')).toBe('old');
});

test('a place that cannot be written to is named', async () => {
  const file = path.join(await directory(), 'missing', 'a');
  await expect(saveStream(of('x'), file, {}, never)).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
    details: { file, reason: 'no such file' },
  });
});
