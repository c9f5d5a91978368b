import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holdMaster } from '../../../../../src/core/ssh/system/controlSocket.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const never = new AbortController().signal;

/** Something that says hello as a control master does. */
async function greeter(): Promise<{ file: string; count: () => number }> {
  const file = path.join(await temporaryDirectory(), 'master');
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => undefined).write('hello');
  });
  server.listen(file);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { file, count: () => connections };
}

describe.skipIf(process.platform === 'win32')('a control socket', () => {
  it('is held where it is this user’s own', async () => {
    const { file } = await greeter();
    const held = await holdMaster(file, never);
    expect(held?.destroyed).toBe(false);
    held?.destroy();
  });

  it('of another account is left alone, however well it greets', async () => {
    const { file, count } = await greeter();
    const other = (process.geteuid?.() ?? 0) + 1;
    expect(await holdMaster(file, never, other)).toBeUndefined();
    expect(count()).toBe(0);
  });
});
