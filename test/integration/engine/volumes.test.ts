import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRequest } from '../../../src/core/engine/create/runRequest.ts';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import { docker, engines, onMachine, up, type EngineName } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { labConnections, never } from './labConnections.ts';

const pool = labConnections();
const own = randomBytes(4).toString('hex');

beforeAll(up, 600_000);
afterAll(() => pool.dispose());

interface Place {
  readonly name: EngineName;
  readonly engine: Engine;
  readonly image: string;
  /** Of a volume and of a container. */
  readonly volume: string;
  readonly bound: string;
  readonly container: string;
  /** On the host, of the engine's owner. */
  readonly directory: string;
}

const owners = { docker: 'root', bob: 'bob', podman: 'root', peggy: 'peggy' } as const;

/** One after the other on an engine, the engines side by side. */
test.concurrent.each(['docker', 'bob', 'podman', 'peggy'] as const)(
  'volumes of %s are made and removed, and an image is run with them',
  async (name) => {
    const connection = await pool.to(engines[name].host, never);
    const [engine] = (await findEngines(connection, searching(), never)).engines;
    const idle = (await engine?.listContainers(never))?.find((row) => row.name === 'ws-idle');
    if (!engine || !idle) throw new Error(`no engine on ${engines[name].host}`);
    const directory = `/var/tmp/volumes-${own}-${name}`;
    const [volume, bound, container] = ['plain', 'bound', 'run'].map((part) => `${part}-${own}`);
    const place = { name, engine, image: idle.image, volume, bound, container, directory } as Place;
    const { machine } = engines[name];
    await onMachine(machine, 'install', '-d', '-o', owners[name], directory, `${directory}/doc`);
    try {
      await areMade(place);
      await isRun(place);
      await isRefused(place);
      await areRemoved(place);
    } finally {
      await docker(name, 'rm', '-f', place.container).catch(() => undefined);
      await docker(name, 'volume', 'rm', place.volume, place.bound).catch(() => undefined);
      await onMachine(machine, 'rm', '-r', directory);
    }
  },
);

async function areMade({ engine, volume, bound, directory }: Place): Promise<void> {
  const { volumes } = engine;
  const stop = new AbortController();
  const onOpen = (): void => {
    volumes.create(volume, undefined, never).catch((error: unknown) => {
      stop.abort(error);
    });
  };
  let heard = false;
  await volumes.watch(
    onOpen,
    () => {
      heard = true;
      stop.abort();
    },
    stop.signal,
  );
  expect(heard).toBe(true);
  await volumes.create(bound, directory, never);
  const listed = await volumes.list(never);
  expect(listed.find(({ name }) => name === bound)).toMatchObject({
    ...{ driver: 'local', directory, usedBy: [] },
  });
  expect(listed.find(({ name }) => name === volume)).not.toHaveProperty('directory');
  await expect(volumes.create(volume, '/elsewhere', never)).rejects.toMatchObject({
    code: 'VOLUME_EXISTS',
  });
  await expect(volumes.create('../x', undefined, never)).rejects.toMatchObject({
    code: 'VOLUME_UNFIT',
  });
}

function requestOf(place: Place): RunRequest {
  return {
    image: place.image,
    name: place.container,
    gpus: 'none',
    mounts: [
      { source: place.volume, target: '/data', readOnly: false },
      { source: place.bound, target: '/bound', readOnly: false },
      { source: '/etc', target: '/of host', readOnly: true },
    ],
    ports: [{ hostIp: '127.0.0.1', hostPort: 0, containerPort: 8888, protocol: 'tcp' }],
    sharedMemory: 96 * 1024 ** 2,
    idle: true,
  };
}

async function isRun(place: Place): Promise<void> {
  const { engine, volume } = place;
  const id = await engine.creation.run(requestOf(place), never);
  const details = await engine.inspectContainer(id, never);
  expect(details).toMatchObject({ name: place.container, state: 'running' });
  expect(details.ports).toMatchObject([{ containerPort: 8888, hostIp: '127.0.0.1' }]);
  const script = `df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2
    test -e /bound/doc && test -e '/of host/passwd' && ! touch '/of host/x' 2>/dev/null && touch /data/x && echo mounted
    tr '\\0' ' ' </proc/1/cmdline`;
  const { stdout } = await engine.exec(
    details,
    {
      ...{ uid: 0, command: ['sh', '-c', script], maxBytes: 10_000, timeoutMs: 60_000 },
      what: 'look',
    },
    never,
  );
  expect(stdout.trim().split('\n')).toEqual([String(96 * 1024), 'mounted', 'sleep infinity']);
  const used = (await engine.volumes.list(never)).find(({ name }) => name === volume);
  expect(used?.usedBy).toEqual([place.container]);
  expect((await engine.volumes.sizes(never)).get(volume)).toBeGreaterThanOrEqual(0);
  await expect(engine.volumes.remove(volume, never)).rejects.toMatchObject({
    code: 'VOLUME_IN_USE',
  });
}

/** Nothing of it stays. */
async function isRefused(place: Place): Promise<void> {
  const { creation } = place.engine;
  const request = requestOf(place);
  await expect(creation.run(request, never)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  const other = { ...request, name: `${place.container}-b`, mounts: [], ports: [] };
  await expect(
    creation.run({ ...other, image: 'localhost/no-such/image:1' }, never),
  ).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  await expect(creation.run({ ...other, name: '../x' }, never)).rejects.toMatchObject({
    code: 'NAME_UNFIT',
  });
  // There is no GPU here, so it has to be refused: what was asked for has come to the engine.
  for (const gpus of ['all', ['0']] as const) {
    await expect(creation.run({ ...other, gpus }, never)).rejects.toMatchObject({
      code: 'RUN_REFUSED',
      texts: { action: expect.stringContaining('nvidia-ctk') as string },
    });
  }
  const names = (await place.engine.listContainers(never)).map(({ name }) => name);
  expect(names).not.toContain(other.name);
}

async function areRemoved({ engine, name, volume, bound, container }: Place): Promise<void> {
  // podman would wait for what does not end by itself.
  await docker(name, 'kill', container);
  await docker(name, 'rm', '-f', container);
  await engine.volumes.remove(volume, never);
  await engine.volumes.remove(bound, never);
  const names = (await engine.volumes.list(never)).map((one) => one.name);
  expect(names).not.toContain(volume);
  expect(names).not.toContain(bound);
  await expect(engine.volumes.remove(volume, never)).rejects.toMatchObject({
    code: 'VOLUME_NOT_FOUND',
  });
}
