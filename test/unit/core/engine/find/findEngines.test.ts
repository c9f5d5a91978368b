import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { EngineMemory } from '../../../../../src/core/engine/find/engineMemory.ts';
import {
  discoveryBegin,
  discoveryEnd,
} from '../../../../../src/core/engine/find/discoveryScript.ts';
import { noEngineError } from '../../../../../src/core/engine/find/noEngineError.ts';
import { findEngines } from '../../../../../src/core/engine/find/findEngines.ts';
import { temporaryDirectory } from '../../ssh/temporaryDirectory.ts';
import { fakeEngine, json, never } from '../fakeEngine.ts';
import { recordingLog } from '../../../../recordingLog.ts';
import { searching } from '../../../../searching.ts';
import { LocalConnection } from '../localConnection.ts';

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

const allowed = (socket: string): string => `socket allowed ${socket} - - -`;

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

describe('the same engine', () => {
  test('behind two sockets is shown once, by the first', async () => {
    const same = { ID: 'ABCD', DockerRootDir: '/var/lib/docker' };
    const sockets = [
      await fakeEngine(engineOf(docker, same)),
      await fakeEngine(engineOf(docker, same)),
      await fakeEngine(engineOf(docker, { ...same, ID: 'EFGH' })),
      await fakeEngine(engineOf(podman, { ID: 'x', DockerRootDir: '/home/a/storage' })),
      await fakeEngine(engineOf(podman, { ID: 'y', DockerRootDir: '/home/a/storage' })),
    ];
    const connection = connectionThatFinds(...sockets.map(allowed));
    const { engines } = await findEngines(connection, searching(), never);
    expect(engines.map(({ info }) => [info.id, info.socket])).toEqual([
      ['docker', sockets[0]],
      ['docker-2', sockets[2]],
      ['podman', sockets[3]],
    ]);
  });

  test('keeps its id and stays the same object when one looks again, whoever comes or goes', async () => {
    const first = await fakeEngine(engineOf(docker, { ID: 'A' }));
    const second = await fakeEngine(engineOf(docker, { ID: 'B' }));
    const memory = new EngineMemory();
    const look = async (...sockets: string[]) => {
      const connection = connectionThatFinds(...sockets.map(allowed));
      return (await findEngines(connection, searching(), never, memory)).engines;
    };
    const [a, b] = await look(first, second);
    expect([a?.info.id, b?.info.id]).toEqual(['docker', 'docker-2']);
    expect(await look(second)).toEqual([b]);
    const again = await look(first, second);
    expect(again[0]?.info.id).toBe('docker');
    expect(again[1]).toBe(b);
  });
});

describe('the way to a socket', () => {
  /** As `docker -H unix://… system dial-stdio`, on a host whose start-up files greet. */
  async function carrier(greeting: string): Promise<string> {
    const file = join(await temporaryDirectory(), 'docker');
    const text = `const s = require('net').connect(process.argv[2].slice(7)); process.stdin.pipe(s).pipe(process.stdout);`;
    await writeFile(`${file}.cjs`, text);
    await writeFile(
      file,
      `#!/bin/sh\nprintf '%s' '${greeting}'\nexec '${process.execPath}' '${file}.cjs' "$2"\n`,
    );
    await chmod(file, 0o755);
    return file;
  }

  test.each(['', 'Welcome to gpu1! HTTP/1.1 \n'])(
    'is the engine’s own command where the server forwards nothing, past “%s”',
    async (greeting) => {
      const socket = await fakeEngine(engineOf(docker, {}));
      const connection = connectionThatFinds(
        `cli docker ${await carrier(greeting)}`,
        allowed(socket),
      );
      connection.refuseForwarding = true;
      const { engines } = await findEngines(connection, searching(), never);
      expect(engines.map(({ info }) => info.socket)).toEqual([socket]);
    },
  );

  test('is found out once for a connection', async () => {
    const socket = await fakeEngine(engineOf(docker, { ID: 'A' }));
    const connection = connectionThatFinds(`cli docker ${await carrier('')}`, allowed(socket));
    let asked = 0;
    connection.refuseForwarding = true;
    connection.openSocket = (path, signal) => {
      asked += 1;
      return LocalConnection.prototype.openSocket.call(connection, path, signal);
    };
    const memory = new EngineMemory();
    const log = recordingLog();
    await findEngines(connection, searching(log), never, memory);
    // Once for each of the two questions that are asked at once.
    expect(asked).toBe(2);
    const { engines } = await findEngines(connection, searching(log), never, memory);
    expect(asked).toBe(2);
    expect(engines).toHaveLength(1);
    // The way that leads nowhere is nobody's business while another leads there.
    expect(log.warnings).toEqual([]);
  });
});

describe('an engine that was at a socket before', () => {
  /** A host with one engine, reached by ssh2; what its engine was asked. */
  async function knownHost() {
    const asked: string[] = [];
    const told = new EventEmitter();
    const socket = await fakeEngine((request, response) => {
      asked.push(request.url ?? '');
      told.emit('asked');
      engineOf(docker, { ID: 'A' })(request, response);
    });
    const connection = connectionThatFinds(allowed(socket));
    const transport = { client: 'builtin', reason: 'a test' };
    Object.defineProperty(connection, 'transport', { value: transport });
    const memory = new EngineMemory(new Map(), { sockets: [socket], posixShell: false });
    return { connection, memory, socket, asked, told };
  }

  test('is asked who it is while the host is searched, and not once more', async () => {
    const { connection, memory, socket, asked, told } = await knownHost();
    const find = connection.run.bind(connection);
    // One after the other would wait for ever.
    connection.run = async (...search) => {
      await once(told, 'asked');
      return find(...search);
    };
    const { engines } = await findEngines(connection, searching(), never, memory);
    expect(engines.map(({ info }) => info.socket)).toEqual([socket]);
    expect(asked.toSorted()).toEqual(['/info', '/version']);
  });

  test('is none where the search does not find it', async () => {
    const { connection, memory, socket } = await knownHost();
    const denied = connectionThatFinds(`socket denied ${socket} root docker 660`);
    connection.run = (...search) => denied.run(...search);
    const found = await findEngines(connection, searching(), never, memory);
    expect(found.engines).toEqual([]);
    expect([...memory.host.sockets]).toEqual([]);
  });

  test('is remembered by a search', async () => {
    const { connection, socket } = await knownHost();
    const memory = new EngineMemory();
    await findEngines(connection, searching(), never, memory);
    expect([...memory.host.sockets]).toEqual([socket]);
  });
});

describe('sudo', () => {
  const denied = 'socket denied /var/run/docker.sock root docker 660';
  /** A host where sudo says this, and its user may ask it. */
  function hostWithSudo(exitCode: number, stderr: string) {
    const connection = connectionThatFinds(
      denied,
      'cli docker /bin/true',
      'cli sudo /usr/bin/sudo',
    );
    const asked: string[] = [];
    const discover = connection.run.bind(connection);
    connection.run = (words, options, signal) => {
      if (words[0] === 'sh') return discover(words, options, signal);
      asked.push(words.join(' '));
      return Promise.resolve({ exitCode, stdout: '', stderr });
    };
    return { connection, asked };
  }

  test('is not used where the person did not allow it', async () => {
    const { connection, asked } = hostWithSudo(0, '');
    const found = await findEngines(connection, searching(), never);
    expect(asked).toEqual([]);
    expect(found.denied).toHaveLength(1);
  });

  test('never asks for a password; its refusal is what the person is told', async () => {
    const { connection, asked } = hostWithSudo(1, 'lecture\nsudo: a password is required\n');
    const found = await findEngines(connection, { ...searching(), mayUseSudo: true }, never);
    expect(asked).toEqual(['/usr/bin/sudo -n /bin/true --version']);
    expect(connection.opened).toBe(0);
    expect(noEngineError('gpu1', found)).toMatchObject({
      code: 'ENGINE_DENIED',
      message: expect.stringContaining('sudo: a password is required') as unknown,
    });
  });

  test('carries the bytes of an engine that only root may use, and is part of its command', async () => {
    const { connection } = hostWithSudo(0, '');
    const socket = await fakeEngine(engineOf(docker, {}));
    const opened: string[] = [];
    connection.openProgram = (words, signal) => {
      opened.push(words.join(' '));
      return connection.openSocket(socket, signal);
    };
    const found = await findEngines(connection, { ...searching(), mayUseSudo: true }, never);
    expect(found.engines.map(({ info }) => info)).toMatchObject([
      { id: 'docker', socket: '/var/run/docker.sock', sudo: '/usr/bin/sudo', cli: '/bin/true' },
    ]);
    expect(found.denied).toEqual([]);
    expect(new Set(opened)).toEqual(
      new Set(['/usr/bin/sudo -n /bin/true -H unix:///var/run/docker.sock system dial-stdio']),
    );
  });
});

describe('a podman without a service', () => {
  async function fakePodman(): Promise<string> {
    const file = join(await temporaryDirectory(), 'podman');
    const answers = JSON.stringify({ '/version': podman, '/info': { Rootless: true } });
    await writeFile(
      `${file}.cjs`,
      `const answers = ${answers};
       require('node:http').createServer(({ url }, response) => {
         response.setHeader('content-type', 'application/json');
         response.end(url === '/_ping' ? 'OK' : JSON.stringify(answers[url]));
       }).listen(process.argv.at(-1).slice('unix://'.length));`,
    );
    await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${file}.cjs' "$@"\n`);
    await chmod(file, 0o755);
    return file;
  }

  test('is given one where it keeps containers', async () => {
    const runtime = await temporaryDirectory();
    const cli = `cli podman ${await fakePodman()}`;
    const without = connectionThatFinds(cli);
    expect((await findEngines(without, searching(), never)).engines).toEqual([]);

    const connection = connectionThatFinds(cli, 'store user');
    const real = new LocalConnection({ XDG_RUNTIME_DIR: runtime });
    connection.openProgram = (words, signal) => real.openProgram(words, signal);
    const memory = new EngineMemory();
    const { engines } = await findEngines(connection, searching(), never, memory);
    expect(engines.map(({ info }) => info)).toMatchObject([
      { id: 'podman-rootless', serviceless: true },
    ]);
    const again = await findEngines(connection, searching(), never, memory);
    expect(again.engines[0]).toBe(engines[0]);
    real.cut();
    const isGone = async (): Promise<void> => {
      expect(await readdir(runtime)).toEqual([]);
    };
    await vi.waitFor(isGone, { timeout: 8000 });
  });

  test('that cannot run is left out and logged, and is no reason to fail', async () => {
    const connection = connectionThatFinds('cli podman /bin/false', 'store user');
    const log = recordingLog();
    const found = await findEngines(connection, searching(log), never);
    expect(found.engines).toEqual([]);
    expect(log.warnings.join()).toContain('cannot be given a service');
  });
});
