import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { PodmanService } from '../../../../../src/core/engine/find/podmanService.ts';
import { isRunning } from '../../../../isRunning.ts';
import { never } from '../fakeEngine.ts';
import { LocalConnection } from '../localConnection.ts';

/** As podman's: listens where it is told, and says nothing when it does. */
const podman = `
const { createServer } = require('node:net');
const url = process.argv.at(-1);
require('node:fs').writeFileSync(__filename + '.pid', String(process.pid));
createServer((socket) => socket.end(process.argv.slice(2, -1).join(' ')))
  .listen(url.slice('unix://'.length));
`;

let directory = '';
let connection = new LocalConnection();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dockhop-service-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  connection = new LocalConnection({ XDG_RUNTIME_DIR: directory });
  onTestFinished(() => {
    connection.end(new Error('the test is over'));
  });
});

async function program(text: string): Promise<string> {
  const file = join(directory, 'podman');
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}

async function fakePodman(): Promise<string> {
  await writeFile(join(directory, 'podman.cjs'), podman);
  return program(`#!/bin/sh\nexec '${process.execPath}' '${directory}/podman.cjs' "$@"\n`);
}

async function askAt(socket: string): Promise<string> {
  const client = connect(socket);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(client, 'close');
  return Buffer.concat(chunks).toString();
}

async function nothingIsLeft(): Promise<void> {
  const left = (await readdir(directory)).filter((name) => name.startsWith('dockhop-'));
  expect(left).toEqual([]);
}

/** Long, for a machine that has much to do. */
const patiently = { timeout: 8000 };

const isGone = (): Promise<void> =>
  vi.waitFor(async () => {
    await nothingIsLeft();
    expect(await isRunning(await podmanPid())).toBe(false);
  }, patiently);

async function podmanPid(): Promise<number> {
  return Number(await readFile(join(directory, 'podman.cjs.pid'), 'utf8'));
}

test('it listens in a private directory, and ends with the connection', async () => {
  const service = new PodmanService(connection, [await fakePodman()]);
  const socket = await service.socket(never);
  expect(socket).toMatch(new RegExp(`^${directory}/dockhop-[0-9a-f]{24}/podman\\.sock$`));
  expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700);
  expect(await askAt(socket)).toBe('system service --time 60');
  connection.cut();
  await isGone();
});

test('one that ended by itself is started again on the same socket', async () => {
  const service = new PodmanService(connection, [await fakePodman()]);
  const [socket, same] = await Promise.all([service.socket(never), service.socket(never)]);
  expect(same).toBe(socket);
  process.kill(await podmanPid());
  await isGone();
  await vi.waitFor(async () => {
    expect(await service.socket(never)).toBe(socket);
    expect(await askAt(socket)).toContain('system service');
  }, patiently);
  connection.cut();
  await isGone();
});

test('what podman says is the reason when it does not run', async () => {
  const command = await program(
    '#!/bin/sh\necho warning >&2\necho no subuid ranges >&2\nexit 125\n',
  );
  const service = new PodmanService(connection, [command]);
  await expect(service.ready(never)).rejects.toThrow('no subuid ranges');
  await vi.waitFor(nothingIsLeft, patiently);
});

test('what start-up files print is passed over, and no path of theirs taken', async () => {
  const noisy = async (text: string): Promise<string> => {
    const real = await fakePodman();
    connection.openProgram = async (words, signal) => {
      const stream = await LocalConnection.prototype.openProgram.call(connection, words, signal);
      stream.unshift(Buffer.from(text));
      return stream;
    };
    return new PodmanService(connection, [real]).socket(never);
  };
  expect(await noisy('Welcome to gpu1\n')).toMatch(/^\/.*podman\.sock$/);
  await expect(noisy('dockhop-podman listening /tmp/$(id)\n')).rejects.toThrow('no plain path');
  await expect(noisy('x'.repeat(70_000))).rejects.toThrow('too much');
  connection.cut();
  await isGone();
});

test('whoever gives up waiting leaves the start to the others', async () => {
  const service = new PodmanService(connection, [await fakePodman()]);
  const stop = new AbortController();
  const given = service.ready(stop.signal);
  const waiting = service.socket(never);
  stop.abort();
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  expect(await waiting).toMatch(/podman\.sock$/);
  connection.cut();
  await isGone();
});
