import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import { docker, engines, up, type EngineName } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { labConnections, never } from './labConnections.ts';

const pool = labConnections();
const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];

beforeAll(up, 600_000);
afterAll(() => pool.dispose());

interface Place {
  readonly name: EngineName;
  readonly engine: Engine;
  /** Of a container that runs when a part of the test begins. */
  readonly id: string;
  readonly own: string;
}

/** One after the other on an engine, the engines side by side. */
test.concurrent.each(names)('what people do with a container of %s is done', async (name) => {
  const connection = await pool.to(engines[name].host, never);
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  if (!engine) throw new Error(`no engine on ${engines[name].host}`);
  const own = `control-${randomBytes(4).toString('hex')}-${name}`;
  const id = await run(name, engine, own);
  try {
    const place: Place = { name, engine, id, own };
    await pauses(place);
    await endsAndStarts(place);
    await isRenamed(place);
    await isCommitted(place);
    await isRemoved(place);
  } finally {
    await docker(name, 'rm', '-f', '-v', id).catch(() => undefined);
  }
});

async function run(name: EngineName, engine: Engine, own: string): Promise<string> {
  const idle = (await engine.listContainers(never)).find((row) => row.name === 'ws-idle');
  if (!idle) throw new Error('no ws-idle');
  const started = await docker(
    name,
    ...['run', '-d', '--init', '--stop-timeout', '1', '--net=none', '--name', own],
    ...['-v', '/kept', idle.image, 'sh', '-c', 'echo it was here >/trace; sleep 600'],
  );
  return started.trim();
}

async function stateOf({ engine, id }: Place): Promise<string> {
  return (await engine.inspectContainer(id, never)).state;
}

/** A rootless engine on cgroup v1 can freeze nothing, and says so; then nothing has changed. */
async function pauses(place: Place): Promise<void> {
  const { engine, id } = place;
  const { control } = engine;
  const refused = await control.pause(id, never).catch((error: unknown) => error);
  if (engine.info.rootless) {
    expect(refused).toMatchObject({ code: 'ENGINE_REFUSED' });
    expect(await stateOf(place)).toBe('running');
    return;
  }
  expect(await stateOf(place)).toBe('paused');
  await control.pause(id, never);
  await control.unpause(id, never);
  await control.unpause(id, never);
  expect(await stateOf(place)).toBe('running');
  for (const end of ['stop', 'kill'] as const) {
    await control.pause(id, never);
    await control[end](id, never);
    expect(await stateOf(place)).toBe('exited');
    await engine.startContainer(id, never);
  }
  await control.pause(id, never);
  await control.restart(id, never);
  expect(await stateOf(place)).toBe('running');
}

async function endsAndStarts(place: Place): Promise<void> {
  const { engine, id, own } = place;
  const { control } = engine;
  const before = (await engine.inspectContainer(id, never)).startedAt;
  await control.restart(id, never);
  expect((await engine.inspectContainer(id, never)).startedAt).not.toBe(before);

  await control.stop(id, never);
  expect(await stateOf(place)).toBe('exited');
  await control.stop(id, never);
  await control.kill(id, never);
  const stopped = { code: 'CONTAINER_STOPPED', details: { container: own, state: 'exited' } };
  await expect(control.pause(id, never)).rejects.toMatchObject(stopped);
  await expect(control.unpause(id, never)).rejects.toMatchObject(stopped);

  await control.restart(id, never);
  await control.kill(id, never);
  expect(await stateOf(place)).toBe('exited');
  await engine.startContainer(id, never);
}

async function isRenamed({ engine, id, own }: Place): Promise<void> {
  const { control } = engine;
  await expect(control.rename(id, 'ws-idle', never)).rejects.toMatchObject({
    code: 'NAME_TAKEN',
    details: { name: 'ws-idle' },
  });
  await control.rename(id, `${own}-b`, never);
  expect((await engine.inspectContainer(id, never)).name).toBe(`${own}-b`);
  await control.rename(id, own, never);
}

async function isCommitted(place: Place): Promise<void> {
  const { engine, name, id, own } = place;
  const repository = `control-test/${own}`;
  const image = `${repository}:v1`;
  const message = 'a "quoted" & odd message';
  const pause = !engine.info.rootless;
  await engine.control.commit(id, { image: { repository, tag: 'v1' }, message, pause }, never);
  try {
    const trace = ['run', '--rm', '--net=none', image, 'cat', '/trace'];
    expect(await docker(name, ...trace)).toBe('it was here\n');
    const said = await docker(name, 'image', 'inspect', '-f', '{{.Comment}}', image);
    expect(said.trim()).toBe(message);
  } finally {
    await docker(name, 'rmi', '-f', image);
  }
  expect(await stateOf(place)).toBe('running');
}

/** While it runs; its anonymous volume only if asked; and what is gone already is no failure. */
async function isRemoved({ engine, name, id }: Place): Promise<void> {
  const { control } = engine;
  const volume = /"Name": "([0-9a-f]{64})"/.exec(await control.inspectRaw(id, never))?.[1] ?? '';
  expect(volume).not.toBe('');
  await control.remove(id, { volumes: false }, never);
  await expect(control.inspectRaw(id, never)).rejects.toMatchObject({
    code: 'CONTAINER_NOT_FOUND',
  });
  await control.remove(id, { volumes: false }, never);
  expect(await docker(name, 'volume', 'ls', '-q')).toContain(volume);
  await docker(name, 'volume', 'rm', volume);
}
