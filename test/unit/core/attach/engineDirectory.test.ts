import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { EngineDirectory } from '../../../../src/core/attach/engineDirectory.ts';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import { noHints, type Hints, type HostHint } from '../../../../src/core/ports/hints.ts';
import { discoveryBegin, discoveryEnd } from '../../../../src/core/engine/find/discoveryScript.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { json, never } from '../engine/fakeEngine.ts';
import { LocalConnection } from '../engine/localConnection.ts';

let directory = '';
let connection = new LocalConnection();
let searches = 0;
let sockets: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dockhop-directory-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  sockets = [];
  connect();
});

/** As after the loss of the one before. */
function connect(): void {
  connection = new LocalConnection();
  searches = 0;
  connection.run = () => {
    searches += 1;
    const lines = sockets.map((socket) => `socket allowed ${socket} - - -`);
    const answer = [discoveryBegin, 'uid 1000', 'user alice', ...lines, discoveryEnd];
    return Promise.resolve({ exitCode: 0, stdout: answer.join('\n'), stderr: '' });
  };
}

async function startEngine(id: string): Promise<Server> {
  const socket = join(directory, `${id}.sock`);
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.end('OK');
    else if (request.url === '/info') json(response, { ID: id });
    else if (request.url === '/version') json(response, { Version: '1', ApiVersion: '1.41' });
    else json(response, []);
  }).listen(socket);
  await once(server, 'listening');
  onTestFinished(() => {
    stop(server);
  });
  if (!sockets.includes(socket)) sockets.push(socket);
  return server;
}

function stop(server: Server): void {
  server.closeAllConnections();
  server.close();
}

function directoryOf(): EngineDirectory {
  return new EngineDirectory({ to: () => Promise.resolve(connection) }, recordingLog());
}

const ids = async (found: EngineDirectory): Promise<string[]> =>
  (await found.reach('gpu1', never)).engines.map(({ info }) => info.id);

test('engines are looked for once a connection, and again when somebody asks', async () => {
  const found = directoryOf();
  await startEngine('A');
  expect(await ids(found)).toEqual(['docker']);
  await startEngine('B');
  expect(await ids(found)).toEqual(['docker']);
  expect(searches).toBe(1);
  found.lookAgain('gpu2');
  expect(await ids(found)).toEqual(['docker']);
  found.lookAgain('gpu1');
  expect(await ids(found)).toEqual(['docker', 'docker-2']);
  found.lookAgain();
  expect(await ids(found)).toEqual(['docker', 'docker-2']);
  expect(searches).toBe(3);
});

test('an engine that is gone is gone when one looks again; the others keep their ids', async () => {
  const found = directoryOf();
  const first = await startEngine('A');
  await startEngine('B');
  expect(await ids(found)).toEqual(['docker', 'docker-2']);
  stop(first);
  found.lookAgain();
  expect(await ids(found)).toEqual(['docker-2']);
  connect();
  expect(await ids(found)).toEqual(['docker-2']);
});

test('one that is seen to be gone is looked for again unasked', async () => {
  const found = directoryOf();
  const server = await startEngine('A');
  const [engine] = (await found.reach('gpu1', never)).engines;
  await engine?.listContainers(never);
  stop(server);
  await expect(engine?.listContainers(never)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
  await expect(found.reach('gpu1', never)).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
  await rm(join(directory, 'A.sock'), { force: true });
  await startEngine('A');
  expect(await ids(found)).toEqual(['docker']);
});

test('sudo is a matter of the host', async () => {
  const asked: string[] = [];
  const mayUseSudo = (host: string): boolean => asked.push(host) > 99;
  await startEngine('A');
  const found = new EngineDirectory(
    { to: () => Promise.resolve(connection) },
    recordingLog(),
    mayUseSudo,
  );
  await found.reach('gpu1', never);
  expect(asked).toEqual(['gpu1']);
});

test('where engines of a host were is told to later windows, and known from earlier ones', async () => {
  const told: [string, HostHint][] = [];
  const gone = join(directory, 'gone.sock');
  const hints: Hints = {
    ...noHints,
    host: () => Promise.resolve({ sockets: [gone], posixShell: true }),
    noteHost: (host, hint) => told.push([host, hint]),
  };
  await startEngine('A');
  const tried: string[] = [];
  Object.defineProperty(connection, 'transport', { value: { client: 'builtin', reason: '' } });
  const openSocket = connection.openSocket.bind(connection);
  connection.openSocket = (socket, signal) => {
    tried.push(socket);
    return openSocket(socket, signal);
  };
  const connections = { to: () => Promise.resolve(connection) };
  const found = new EngineDirectory(connections, recordingLog(), undefined, hints);
  expect(await ids(found)).toEqual(['docker']);
  expect(tried[0]).toBe(gone);
  expect(told).toEqual([['gpu1', { sockets, posixShell: false }]]);
});

test('a host whose search failed is searched the surer way the next time, in later windows too', async () => {
  const told: HostHint[] = [];
  const hints: Hints = {
    ...noHints,
    host: () => Promise.resolve({ sockets: [], posixShell: true }),
    noteHost: (_, hint) => told.push(hint),
  };
  const sent: (boolean | undefined)[] = [];
  connection.run = (_, { posixShell }) => {
    sent.push(posixShell);
    return Promise.reject(failure('HOST_UNFIT', { host: 'gpu1', reason: 'a menu' }));
  };
  const connections = { to: () => Promise.resolve(connection) };
  const found = new EngineDirectory(connections, recordingLog(), undefined, hints);
  for (const posixShell of [true, false]) {
    await expect(found.reach('gpu1', never)).rejects.toMatchObject({ code: 'HOST_UNFIT' });
    expect(sent.at(-1)).toBe(posixShell);
  }
  expect(told).toEqual([
    { sockets: [], posixShell: false },
    { sockets: [], posixShell: false },
  ]);
});
