import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Container, ContainerDetails } from '../../../src/core/engine/container.ts';
import type { Engine, ExecRequest } from '../../../src/core/engine/engine.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import { LiveContainers } from '../../../src/core/engine/liveContainers.ts';
import { docker, engines, up, type EngineName } from '../../lab/lab.ts';
import { labConnections, never } from './labConnections.ts';
import { recordingLog } from '../../recordingLog.ts';
import { searching } from '../../searching.ts';

const pool = labConnections();
const names: readonly EngineName[] = ['docker', 'bob', 'podman', 'peggy'];

beforeAll(up, 600_000);
afterAll(() => pool.dispose());

const request: Omit<ExecRequest, 'command'> = {
  uid: 0,
  maxBytes: 100_000,
  timeoutMs: 60_000,
  what: 'a test',
};

describe.each(names)('on the engine of %s', (name) => {
  let engine: Engine;
  let container: ContainerDetails;

  beforeAll(async () => {
    const connection = await pool.to(engines[name].host, never);
    const found = await findEngines(connection, searching(), never);
    const [first] = found.engines;
    if (!first) throw new Error(`no engine on ${engines[name].host}`);
    engine = first;
    container = await engine.inspectContainer(await idOf('ws-nossh'), never);
  });

  async function idOf(workspace: string): Promise<string> {
    const listed = await engine.listContainers(never);
    const id = listed.find((row) => row.name === workspace)?.id;
    if (id === undefined) throw new Error(`no ${workspace}`);
    return id;
  }

  test('a script runs with its input, its environment and its exit code', async () => {
    const env = { SAID: '$(id) "quoted"' };
    const stdin = 'id -u; pwd; echo "$SAID"; echo é >&2; exit 3\n';
    const result = await engine.exec(
      container,
      { ...request, command: ['sh', '-s'], env, stdin },
      never,
    );
    expect(result).toEqual({
      exitCode: 3,
      stdout: '0\n/\n$(id) "quoted"\n',
      stderr: 'é\n',
    });
  });

  test('a program runs as a uid, and without input has none', async () => {
    const command = ['sh', '-c', 'id -u; cat'];
    const result = await engine.exec(container, { ...request, uid: 1234, command }, never);
    expect(result).toMatchObject({ exitCode: 0, stdout: '1234\n' });
  });

  test('megabytes go in and are counted', async () => {
    const stdin = 'é'.repeat(1_000_000);
    const result = await engine.exec(
      container,
      { ...request, command: ['wc', '-c'], stdin },
      never,
    );
    expect(result).toMatchObject({ exitCode: 0, stdout: '2000000\n' });
  });

  test('a program that is not there ends with the shell’s exit code', async () => {
    const { exitCode } = await engine.exec(
      container,
      { ...request, command: ['/nonexistent'] },
      never,
    );
    expect([126, 127]).toContain(exitCode);
  });

  test('a program that writes too much, or does not end, is given up', async () => {
    // Both end by themselves: what is given up runs on, as an engine can end no exec.
    const writes = ['head', '-c', '10000000', '/dev/zero'];
    await expect(
      engine.exec(container, { ...request, command: writes }, never),
    ).rejects.toMatchObject({ code: 'CONTAINER_ANSWER_INVALID' });
    const sleeps = ['sleep', '10'];
    await expect(
      engine.exec(container, { ...request, command: sleeps, timeoutMs: 2000 }, never),
    ).rejects.toMatchObject({ code: 'CONTAINER_TIMEOUT' });
  });

  test('nothing runs in a stopped container', async () => {
    const stopped = await engine.inspectContainer(await idOf('ws-stopped'), never);
    await expect(
      engine.exec(stopped, { ...request, command: ['id'] }, never),
    ).rejects.toMatchObject({
      code: 'CONTAINER_STOPPED',
      details: { container: 'ws-stopped', state: 'exited' },
    });
  });

  test('a container that is not there is not found; one that runs is started', async () => {
    await expect(engine.inspectContainer('f'.repeat(64), never)).rejects.toMatchObject({
      code: 'CONTAINER_NOT_FOUND',
    });
    await expect(engine.startContainer('f'.repeat(64), never)).rejects.toMatchObject({
      code: 'CONTAINER_NOT_FOUND',
    });
    await expect(engine.startContainer(container.id, never)).resolves.toBeUndefined();
  });

  test('the list follows what happens: made, started, stopped, removed', async () => {
    const own = `engine-${randomBytes(4).toString('hex')}-${name}`;
    const stop = new AbortController();
    let latest: readonly Container[] = [];
    const live = new LiveContainers(engine, recordingLog(), { debounceMs: 50 });
    const onChange = (update: readonly Container[] | Error): void => {
      if (!(update instanceof Error)) latest = update;
    };
    const running = live.start(onChange, stop.signal);
    const stateBecomes = (state: string | undefined) =>
      vi.waitFor(
        () => {
          expect(latest.length).toBeGreaterThan(0);
          expect(latest.find((row) => row.name === own)?.state).toBe(state);
        },
        { timeout: 60_000 },
      );
    try {
      await stateBecomes(undefined);
      await docker(name, 'create', '--name', own, '--net=none', container.image, 'sleep', '600');
      await stateBecomes('created');
      await engine.startContainer(await idOf(own), never);
      await stateBecomes('running');
      await docker(name, 'stop', '-t', '0', own);
      await stateBecomes('exited');
    } finally {
      await docker(name, 'rm', '-f', own);
    }
    await stateBecomes(undefined);
    stop.abort();
    await running;
  });
});
