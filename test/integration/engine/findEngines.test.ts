import { afterAll, beforeAll, expect, test } from 'vitest';
import { noEngineError } from '../../../src/core/engine/noEngineError.ts';
import { findEngines } from '../../../src/core/engine/findEngines.ts';
import type { Connection } from '../../../src/core/ssh/connection.ts';
import { engines, hosts, up, workspacesOf, type EngineName } from '../../lab/lab.ts';
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
    details: { user, socket: '/var/run/docker.sock', host },
  });
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
