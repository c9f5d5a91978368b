import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { EngineApi } from '../../../src/core/engine/speak/engineApi.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import { gpuUseOf } from '../../../src/core/engine/usage/gpu/gpuReport.ts';
import { readGpus } from '../../../src/core/engine/usage/gpu/readGpus.ts';
import { DockerUsage } from '../../../src/core/engine/usage/dockerUsage.ts';
import { usageBetween } from '../../../src/core/engine/usage/usageBetween.ts';
import type { Connection } from '../../../src/core/ssh/connection.ts';
import { docker, engines, onMachine, up, type EngineName } from '../../lab/lab.ts';
import { searching } from '../../searching.ts';
import { labConnections, never } from './labConnections.ts';

const pool = labConnections();
const workspace = 'ws-published';

beforeAll(up, 600_000);
afterAll(() => pool.dispose());

async function engineOf(name: EngineName): Promise<{ connection: Connection; engine: Engine }> {
  const connection = await pool.to(engines[name].host, never);
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  if (!engine) throw new Error(`no engine on ${engines[name].host}`);
  return { connection, engine };
}

describe('a Docker engine', () => {
  test('says what a container uses, from two looks at its counters', async () => {
    const { engine } = await engineOf('docker');
    const { id } = await engine.inspectContainer(await idOf('docker'), never);
    const before = await engine.usage.stats(id, never);
    // Work that the second look must see.
    await docker(
      'docker',
      'exec',
      workspace,
      'sh',
      '-c',
      'i=0; while [ $i -lt 499999 ]; do i=$((i+1)); done',
    );
    const now = await engine.usage.stats(id, never);
    if (!before || !now) throw new Error('nothing was measured');
    const { cpuPercent = 0, memory = 0, memoryLimit = 0 } = usageBetween(before, now);
    expect(cpuPercent).toBeGreaterThan(0.5);
    expect(memory).toBeGreaterThan(100_000);
    expect(memoryLimit).toBeGreaterThan(memory);
  });

  test('has no word for a container that is not there', async () => {
    const { engine } = await engineOf('docker');
    const code = { code: 'CONTAINER_NOT_FOUND' };
    await expect(engine.usage.stats('a'.repeat(64), never)).rejects.toMatchObject(code);
    await expect(engine.usage.stats('../../info', never)).rejects.toMatchObject(code);
  });

  test('says how long an answer takes', async () => {
    const { engine } = await engineOf('docker');
    expect(await engine.usage.roundTrip(never)).toBeGreaterThan(0);
  });
});

/** podman of the lab runs in a container, where it looks for cgroups in the wrong place. */
test.each(['bob', 'podman', 'peggy'] as const)(
  '%s, an engine that finds no cgroups, says that it has measured nothing',
  async (name) => {
    const { engine } = await engineOf(name);
    expect(await engine.usage.stats(await idOf(name), never)).toBeUndefined();
    const absent = engine.usage.stats('a'.repeat(64), never);
    await expect(absent).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
  },
);

test('podman says what a container uses where it finds its cgroup', async () => {
  const { connection } = await engineOf('podman');
  const id = await idOf('podman');
  const socket = `/run/podman/usage-${randomBytes(4).toString('hex')}.sock`;
  // In a namespace of cgroups as on a host of its own; it ends once nobody asks any more.
  const service = ['unshare', '--cgroup', 'podman', 'system', 'service', '-t', '60'];
  const line = '"$@" >/dev/null 2>&1 & until [ -S "$0" ]; do sleep 0.1; done';
  const words = [socket, ...service, `unix://${socket}`];
  await onMachine('gpu2', 'sh', '-c', line, ...words);
  const api = new EngineApi(connection, { socket });
  try {
    const info = { kind: 'podman' } as const;
    const used = await new DockerUsage(api, info).stats(id, never);
    expect(used?.cpuTime).toBeGreaterThan(1_000_000);
    expect(used?.memory).toBeGreaterThan(100_000);
    expect(used?.memoryLimit).toBeGreaterThan(used?.memory ?? Infinity);
  } finally {
    api.close();
  }
});

test('a host without a GPU has no report', async () => {
  const { connection } = await engineOf('peggy');
  expect(await readGpus(connection, never)).toBeUndefined();
});

/** Where the stand-in for nvidia-smi is, and whose processes it names: all of the lab's kinds. */
const users = [
  { name: 'docker', machine: 'gpu1', home: '/home/alice' },
  { name: 'bob', machine: 'gpu1', home: '/home/bob' },
  { name: 'podman', machine: 'gpu2', home: '/root' },
  { name: 'peggy', machine: 'gpu2', home: '/home/peggy' },
] as const;

describe.each(users)('GPU use on the engine of $name', ({ name, machine, home }) => {
  const program = `${home}/bin/nvidia-smi`;

  afterAll(() => onMachine(machine, 'rm', '-f', program));

  test('is that of the container whose process it is', async () => {
    const { connection, engine } = await engineOf(name);
    const containers = await engine.listContainers(never);
    const pid = await docker(name, 'inspect', '-f', '{{.State.Pid}}', workspace);
    await install(machine, program, Number(pid));
    const report = await readGpus(connection, never);
    if (!report) throw new Error('no GPU');
    expect(report.gpus).toMatchObject([{ index: 0, name: 'NVIDIA A100-SXM4-80GB' }]);
    const uses = gpuUseOf(report, new Set(containers.map(({ id }) => id)));
    const mebibyte = 1024 ** 2;
    expect([...uses]).toEqual([
      [await idOf(name), [{ gpu: 0, memory: 11200 * mebibyte, busyPercent: 55 }]],
    ]);
  });
});

async function idOf(name: EngineName): Promise<string> {
  return (await docker(name, 'inspect', '-f', '{{.Id}}', workspace)).trim();
}

/** A program that says what nvidia-smi does of a host where this process and pid 1 use a GPU. */
async function install(machine: 'gpu1' | 'gpu2', program: string, pid: number): Promise<void> {
  const uuid = 'GPU-fa3da260-9c42-828f-981a-f6d7b48d77b3';
  const script = `#!/bin/sh
case $1 in
  --query-gpu=*) echo '0, ${uuid}, NVIDIA A100-SXM4-80GB, 87, 11469, 81920' ;;
  --query-compute-apps=*) echo '${pid}, 11200, ${uuid}'; echo '1, 100, ${uuid}' ;;
  pmon) echo '# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command '
    echo '# Idx           #    C/G      %      %      %      %      %      %    name '
    echo '    0 ${String(pid).padStart(10)}     C     55     40      -      -      -      -    python         ' ;;
esac
`;
  const write = 'mkdir -p "$(dirname "$1")"; printf %s "$2" >"$1"; chmod 755 "$1"';
  await onMachine(machine, 'sh', '-c', write, 'sh', program, script);
}
