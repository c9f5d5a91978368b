import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LocalConnection } from '../../../../src/core/ssh/localConnection.ts';
import { isRunning } from '../../../isRunning.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const never = new AbortController().signal;
const options = { maxBytes: 10_000, timeoutMs: 60_000 };

function connected(env: Record<string, string> = {}): LocalConnection {
  const connection = new LocalConnection(env);
  onTestFinished(() => connection.close());
  return connection;
}

test('it is this machine: no hops, nobody who speaks SSH, nothing shared', () => {
  const { path, transport, sharedHops } = connected();
  expect(path).toEqual({ host: 'local', hops: [] });
  expect(transport.client).toBe('none');
  expect(sharedHops).toEqual([]);
});

test('a program runs with its input, its outputs and its exit code', async () => {
  const connection = connected({ SAID: 'hello' });
  const stdin = 'echo "$SAID"; echo é >&2; exit 3';
  expect(await connection.run(['sh', '-s'], { ...options, stdin }, never)).toEqual({
    exitCode: 3,
    stdout: 'hello\n',
    stderr: 'é\n',
  });
});

test('arguments go to no shell', async () => {
  const { stdout } = await connected().run(['echo', '$(id)', '; id'], options, never);
  expect(stdout).toBe('$(id) ; id\n');
});

test('a program that is not there, says too much or takes too long is named', async () => {
  const connection = connected();
  await expect(connection.run(['/nonexistent/docker'], options, never)).rejects.toMatchObject({
    code: 'COMMAND_REFUSED',
    hop: 'local',
  });
  const many = ['head', '-c', '20000', '/dev/zero'];
  await expect(connection.run(many, options, never)).rejects.toMatchObject({
    code: 'OUTPUT_TOO_LONG',
  });
  const limits = { ...options, timeoutMs: 100 };
  await expect(connection.run(['sleep', '60'], limits, never)).rejects.toMatchObject({
    code: 'HOP_TIMEOUT',
  });
});

test('what is cancelled ends, with all that it started', async () => {
  const connection = connected();
  const stop = new AbortController();
  const directory = await temporaryDirectory();
  const file = join(directory, 'pid');
  const stdin = `sleep 60 & echo $! >${file}.new; mv ${file}.new ${file}; wait`;
  const running = connection.run(['sh', '-s'], { ...options, stdin }, stop.signal);
  const hasBegun = (): void => {
    expect(existsSync(file)).toBe(true);
  };
  await vi.waitFor(hasBegun, { timeout: 8000 });
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  const { stdout } = await connection.run(['cat', file], options, never);
  const isGone = async (): Promise<void> => {
    expect(await isRunning(Number(stdout))).toBe(false);
  };
  await vi.waitFor(isGone, { timeout: 8000 });
});

test('a program’s streams are one, and its last words come before its end', async () => {
  const connection = connected();
  for (let i = 0; i < 5; i++) {
    const stream = await connection.openProgram(['sh', '-c', 'read x; echo "got $x"'], never);
    stream.write('a\n');
    expect(await text(stream)).toBe('got a\n');
  }
});

test('a socket is reached; one that nobody listens on is refused', async () => {
  const connection = connected();
  const path = join(await temporaryDirectory(), 'x.sock');
  const server = createServer((socket) => socket.end('hello')).listen(path);
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  expect(await text(await connection.openSocket(path, never))).toBe('hello');
  await expect(connection.openSocket(`${path}.not`, never)).rejects.toMatchObject({
    code: 'FORWARDING_REFUSED',
  });
});

function reasonOfEnd(stream: Duplex): Promise<Error | null> {
  return new Promise((resolve) => {
    stream.once('close', () => {
      resolve(stream.errored);
    });
  });
}

test('closed, it leaves nothing and opens nothing', async () => {
  const connection = connected();
  const path = join(await temporaryDirectory(), 'x.sock');
  const server = createServer().listen(path);
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const socket = await connection.openSocket(path, never);
  const program = await connection.openProgram(['sleep', '60'], never);
  const reasons = Promise.all([socket, program].map(reasonOfEnd));
  const running = connection.run(['sleep', '60'], options, never);
  const failed = expect(running).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  await connection.close();
  await failed;
  const lost = { code: 'CONNECTION_LOST' };
  expect(await reasons).toMatchObject([lost, lost]);
  expect(connection.closed.aborted).toBe(true);
  for (const attempt of [
    connection.run(['true'], options, never),
    connection.openProgram(['true'], never),
    connection.openSocket(path, never),
  ]) {
    await expect(attempt).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  }
});
