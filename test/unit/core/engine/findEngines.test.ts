import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { discoveryBegin, discoveryEnd } from '../../../../src/core/engine/discoveryScript.ts';
import { noEngineError } from '../../../../src/core/engine/noEngineError.ts';
import { findEngines } from '../../../../src/core/engine/findEngines.ts';
import { fakeEngine, json, never } from './fakeEngine.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { searching } from '../../../searching.ts';
import { LocalConnection } from './localConnection.ts';

function connectionThatFinds(...lines: string[]): LocalConnection {
  const connection = new LocalConnection();
  const answer = [discoveryBegin, 'uid 1000', 'user alice', ...lines, discoveryEnd].join('\n');
  connection.run = () => Promise.resolve({ exitCode: 0, stdout: answer, stderr: '' });
  return connection;
}

const engineOf =
  (version: object, info: object) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/_ping') response.end('OK');
    else json(response, request.url === '/info' ? info : version);
  };

const docker = { Version: '26.1', ApiVersion: '1.45' };
const podman = { Version: '4.3.1', ApiVersion: '1.41', Components: [{ Name: 'Podman Engine' }] };

const clis = ['cli docker /usr/bin/docker', 'cli podman /usr/bin/podman'];

test('engines are told apart by kind, by whose they are, and by number', async () => {
  const sockets = [
    await fakeEngine(engineOf(docker, {})),
    await fakeEngine(engineOf(docker, { SecurityOptions: ['name=rootless'] })),
    await fakeEngine(engineOf(podman, { Rootless: true })),
    await fakeEngine(engineOf(podman, { Rootless: true })),
  ];
  const lines = sockets.map((socket) => `socket allowed ${socket} - - -`);
  const { engines } = await findEngines(connectionThatFinds(...clis, ...lines), searching(), never);
  expect(engines.map(({ info }) => [info.id, info.cli, info.socket])).toEqual([
    ['docker', '/usr/bin/docker', sockets[0]],
    ['docker-rootless', '/usr/bin/docker', sockets[1]],
    ['podman-rootless', '/usr/bin/podman', sockets[2]],
    ['podman-rootless-2', '/usr/bin/podman', sockets[3]],
  ]);
  expect(engines[0]).toMatchObject({ host: 'gpu1', info: { version: '26.1', apiVersion: '1.45' } });
});

test('an engine without its command has none: another engine’s will not do', async () => {
  const socket = await fakeEngine(engineOf(podman, {}));
  const connection = connectionThatFinds(
    'cli docker /usr/bin/docker',
    `socket allowed ${socket} - - -`,
  );
  const { engines } = await findEngines(connection, searching(), never);
  expect(engines[0]?.info).not.toHaveProperty('cli');
});

test('what does not answer as an engine is left out and logged', async () => {
  const sockets = [
    await fakeEngine((_, response) => response.end('<html>')),
    await fakeEngine((request) => request.socket.destroy()),
    await fakeEngine(engineOf({ ...docker, ApiVersion: '1.39' }, {})),
    '/nonexistent/docker.sock',
  ];
  const log = recordingLog();
  const lines = sockets.map((socket) => `socket allowed ${socket} - - -`);
  const found = await findEngines(connectionThatFinds(...lines), searching(log), never);
  expect(found).toEqual({ engines: [], denied: [], user: 'alice' });
  expect(log.warnings).toHaveLength(4);
  expect(noEngineError('gpu1', found)).toMatchObject({ code: 'ENGINE_NOT_FOUND' });
});

test('a socket that is not for this user is not asked, and is the reason that there is none', async () => {
  const connection = connectionThatFinds('socket denied /var/run/docker.sock root docker 660');
  const found = await findEngines(connection, searching(), never);
  expect(connection.opened).toBe(0);
  expect(noEngineError('gpu1', found)).toMatchObject({
    code: 'ENGINE_DENIED',
    details: { host: 'gpu1', user: 'alice', socket: '/var/run/docker.sock' },
  });
});

test('a connection that is lost meanwhile is the error, not an empty host', async () => {
  const lost = new Error('the connection to jump was lost');
  const connection = connectionThatFinds();
  const socket = await fakeEngine(() => {
    connection.end(lost);
  });
  const stdout = [
    discoveryBegin,
    'uid 1',
    'user a',
    `socket allowed ${socket} - - -`,
    discoveryEnd,
  ];
  connection.run = () => Promise.resolve({ exitCode: 0, stdout: stdout.join('\n'), stderr: '' });
  await expect(findEngines(connection, searching(), never)).rejects.toBe(lost);
});

test('a cancelled search is cancelled', async () => {
  const stop = new AbortController();
  const socket = await fakeEngine(() => {
    stop.abort();
  });
  const connection = connectionThatFinds(`socket allowed ${socket} - - -`);
  await expect(findEngines(connection, searching(), stop.signal)).rejects.toMatchObject({
    name: 'AbortError',
  });
});
