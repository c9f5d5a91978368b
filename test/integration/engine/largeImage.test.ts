import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadImage, saveImage } from '../../../src/core/engine/images/imageFiles.ts';
import { recordingLog } from '../../recordingLog.ts';
import { engineAt, fakeEngine, json } from '../../unit/core/engine/fakeEngine.ts';
import { LocalConnection } from '../../unit/core/engine/localConnection.ts';
import { never } from './labConnections.ts';

/** More than a gigabyte is for `npm run test:long`. */
const megabytes = process.env['DOCKHOP_TEST_LONG'] === undefined ? 256 : 1100;
const megabyte = Buffer.alloc(1024 * 1024);
const mostGrowth = 100_000_000;

/** An engine with one image, of zeros, which to tar is an empty archive. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    for (let sent = 0; sent < megabytes; sent++) {
      if (!response.write(megabyte)) await once(response, 'drain');
    }
    response.end();
    return;
  }
  let bytes = 0;
  for await (const chunk of request) if (chunk instanceof Buffer) bytes += chunk.length;
  json(response, { stream: `Loaded image: of ${bytes} bytes\n` });
}

test(`an image of ${megabytes} MB is saved and loaded, and memory stays as it is`, async () => {
  const socket = await fakeEngine((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const { images } = engineAt(socket, new LocalConnection(), recordingLog());
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-large-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = path.join(directory, 'image.tar');
  const before = process.memoryUsage.rss();
  let most = before;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  await saveImage(images, { image: 'large:1', bytes: 1, host: 'gpu1' }, file, look, never);
  const { size } = await stat(file);
  expect(size).toBe(megabytes * megabyte.length);
  const names = await loadImage(images, file, { onChecked: look, onSent: look }, never);
  expect(names).toEqual([`of ${size} bytes`]);
  expect(most - before).toBeLessThan(mostGrowth);
});
