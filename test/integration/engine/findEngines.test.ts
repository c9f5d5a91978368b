import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { EngineMemory } from '../../../src/core/engine/find/engineMemory.ts';
import { noEngineError } from '../../../src/core/engine/find/noEngineError.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import type { Connection } from '../../../src/core/ssh/connection.ts';
import { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { reachSshConfig } from '../../lab/doors.ts';
import {
  engines,
  hosts,
  labSshConfig,
  onMachine,
  up,
  workspacesOf,
  type EngineName,
} from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';
import { labConnections, never } from './labConnections.ts';
import { recordingLog } from '../../recordingLog.ts';
import { searching } from '../../searching.ts';

const pool = labConnections();

beforeAll(up, 600_000);
afterAll(() => pool.dispose());

test.each<[EngineName, string]>([
  ['docker', 'docker'],
  ['bob', 'docker-rootless'],
  ['podman', 'podman'],
  ['peggy', 'podman-rootless'],
])('the engine of %s is found as %s, with all of its containers', async (name, id) => {
  const { host, kind, rootless, socket } = engines[name];
  const found = await findEngines(await pool.to(host, never), searching(), never);
  expect(found.engines.map(({ info }) => info)).toMatchObject([
    { id, kind, rootless, socket, cli: `/usr/bin/${kind}` },
  ]);
  const listed = (await found.engines[0]?.listContainers(never)) ?? [];
  const names = listed.map((container) => container.name);
  expect(names).toEqual(expect.arrayContaining([...workspacesOf(name)]));
  expect(listed).toContainEqual(expect.objectContaining({ name: 'ws-stopped', state: 'exited' }));
  expect(listed).toContainEqual(
    expect.objectContaining({ name: 'trainer-api-1', project: 'trainer', service: 'api' }),
  );
});

test('an engine behind a jump host that only has nc is found', async () => {
  const found = await findEngines(await pool.to(hosts.gpu1Nc, never), searching(), never);
  expect(found.engines.map(({ info }) => info.id)).toEqual(['docker']);
});

test.each([
  [hosts.gpu1Carol, 'carol'],
  [hosts.gpu1Dave, 'dave'],
])('whoever may not use the engine of %s is told so', async (host, user) => {
  const found = await findEngines(await pool.to(host, never), searching(), never);
  expect(found.engines).toEqual([]);
  expect(noEngineError(host, found)).toMatchObject({
    code: 'ENGINE_DENIED',
    details: { user, socket: '/var/run/docker.sock', host, group: 'docker', mode: '660' },
  });
});

test('an engine that only root may use is reached by sudo where the person allows it', async () => {
  const connection = await pool.to(hosts.gpu1Carol, never);
  const found = await findEngines(connection, { ...searching(), mayUseSudo: true }, never);
  expect(found.engines.map(({ info }) => info)).toMatchObject([
    { id: 'docker', rootless: false, sudo: '/usr/bin/sudo', socket: engines.docker.socket },
  ]);
  const names = await namesOf(found.engines[0]);
  expect(names).toEqual(expect.arrayContaining([...workspacesOf('docker')]));
  expect(found.denied).toEqual([]);
});

test('a sudo that wants a password is not given one, and says so', async () => {
  const connection = await pool.to(hosts.gpu1Dave, never);
  const found = await findEngines(connection, { ...searching(), mayUseSudo: true }, never);
  const error = noEngineError(hosts.gpu1Dave, found);
  expect(error).toMatchObject({ code: 'ENGINE_DENIED', details: { command: '/usr/bin/docker' } });
  expect(error.message).toContain('password');
});

test('a host without an engine has none, and that is no denial', async () => {
  const found = await findEngines(await pool.to(hosts.jump, never), searching(), never);
  expect(noEngineError(hosts.jump, found)).toMatchObject({ code: 'ENGINE_NOT_FOUND' });
});

test('where the server forwards to no Unix socket, the engine’s own client carries the bytes', async () => {
  for (const name of ['bob', 'peggy'] as const) {
    const reached = await pool.to(engines[name].host, never);
    const connection: Connection = {
      path: reached.path,
      transport: reached.transport,
      sharedHops: reached.sharedHops,
      closed: reached.closed,
      run: (words, options, signal) => reached.run(words, options, signal),
      openProgram: (words, signal) => reached.openProgram(words, signal),
      openSocket: () => Promise.reject(new Error('open failed')),
    };
    const found = await findEngines(connection, searching(), never);
    expect(found.engines).toHaveLength(1);
    const [engine] = found.engines;
    for (let i = 0; i < 3; i++) {
      expect(await engine?.listContainers(never)).not.toHaveLength(0);
    }
  }
});

describe('a podman without a service', () => {
  const services = (machine: 'gpu2' | 'gpu4'): Promise<string> =>
    onMachine(
      machine,
      'sh',
      '-c',
      'ls -d /run/user/*/dockhop-* /tmp/dockhop-* 2>&1 | grep -v cannot; pgrep -f "[d]ockhop-[0-9a-f]{24}"; true',
    );

  test.each([
    ['the user’s, of Debian 12', labSshConfig, hosts.gpu2Peggy, 'gpu2', 'podman-rootless'],
    ['root’s, of Debian 12', labSshConfig, hosts.gpu2, 'gpu2', 'podman'],
    ['the user’s, of Debian 13', reachSshConfig, 'gpu4-sven', 'gpu4', 'podman-rootless'],
  ] as const)('%s: is given one for as long as the connection lasts', async (...row) => {
    const [, configFile, host, machine, id] = row;
    const own = new ConnectionPool({
      settings: { configFile },
      prompter: nobody,
      log: recordingLog(),
    });
    try {
      const connection = withoutSockets(await own.to(host, never));
      const memory = new EngineMemory();
      const found = await findEngines(connection, searching(), never, memory);
      expect(found.engines.map(({ info }) => info)).toMatchObject([
        { id, serviceless: true, cli: '/usr/bin/podman' },
      ]);
      expect(await namesOf(found.engines[0])).toContain('ws-idle');
      expect(await services(machine)).not.toBe('');
      const again = await findEngines(connection, searching(), never, memory);
      expect(again.engines).toEqual(found.engines);
    } finally {
      await own.dispose();
    }
    await vi.waitFor(
      async () => {
        expect(await services(machine)).toBe('');
      },
      { timeout: 60_000, interval: 500 },
    );
  });
});

/** The host as it would be if no service listened there. */
function withoutSockets(reached: Connection): Connection {
  return {
    path: reached.path,
    transport: reached.transport,
    sharedHops: reached.sharedHops,
    closed: reached.closed,
    run: async (words, options, signal) => {
      const result = await reached.run(words, options, signal);
      return { ...result, stdout: result.stdout.replaceAll(/^socket .*\n/gm, '') };
    },
    openProgram: (words, signal) => reached.openProgram(words, signal),
    openSocket: (socket, signal) => reached.openSocket(socket, signal),
  };
}

async function namesOf(engine: Engine | undefined): Promise<readonly string[]> {
  return ((await engine?.listContainers(never)) ?? []).map(({ name }) => name);
}

test('hostile values are listed as text, and what breaks the API is left out', async () => {
  const hostile = await findEngines(await pool.to(hosts.fake, never), searching(), never);
  const listed = await hostile.engines[0]?.listContainers(never);
  expect(listed?.length).toBeGreaterThan(5);
  for (const { id } of listed ?? []) expect(id).toMatch(/^[0-9a-f]{64}$/);

  const log = recordingLog();
  const malformed = await findEngines(
    await pool.to(hosts.fakeMalformed, never),
    searching(log),
    never,
  );
  await malformed.engines[0]?.listContainers(never);
  expect(log.warnings.length).toBeGreaterThan(0);
  // eslint-disable-next-line no-control-regex
  expect(log.warnings.join('')).not.toMatch(/[\u0000-\u001f]/);
});
