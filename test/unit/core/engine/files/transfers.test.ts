import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngineFiles, NewContent } from '../../../../../src/core/engine/files/engineFiles.ts';
import { upload } from '../../../../../src/core/engine/files/transfers.ts';

const never = new AbortController().signal;
const bytes = 2 ** 20 + 1;
let laptop = '';
let from = '';

beforeAll(async () => {
  laptop = await mkdtemp(path.join(tmpdir(), 'dockhop-transfers-'));
  from = path.join(laptop, 'file');
  await writeFile(from, 'x');
  await truncate(from, bytes);
});
afterAll(() => rm(laptop, { recursive: true }));

/** Takes what is written as `take` does. */
function uploadTo(take: (content: NewContent) => Promise<void>, onBytes: (at: number) => void) {
  const write: EngineFiles['write'] = (_container, _path, content) => take(content);
  const place = {
    files: { write } as EngineFiles,
    container: { id: 'a', name: 'box' },
    path: '/tmp/file',
  };
  return upload(from, place, { overwrite: false }, onBytes, never);
}

test('a file is sent in few pieces, for each wakes all that is on its way, and told as it goes', async () => {
  const pieces: number[] = [];
  const told: number[] = [];
  await uploadTo(
    async ({ content }) => {
      for await (const piece of content) pieces.push(piece.length);
    },
    (at) => told.push(at),
  );
  expect(pieces.reduce((all, one) => all + one, 0)).toBe(bytes);
  expect(pieces.length).toBeLessThanOrEqual(5);
  expect(told).toHaveLength(pieces.length);
  expect(told.at(-1)).toBe(bytes);
});

test('no more of a file is told than was asked for', async () => {
  const told: number[] = [];
  const brokenOff = uploadTo(
    async ({ content }) => {
      const pieces = content[Symbol.asyncIterator]();
      await pieces.next();
      await pieces.next();
      throw new Error('the container is gone');
    },
    (at) => told.push(at),
  );
  await expect(brokenOff).rejects.toThrow('the container is gone');
  expect(told).toHaveLength(1);
});
