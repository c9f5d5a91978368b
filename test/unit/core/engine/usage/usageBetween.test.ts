import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { statsSchema } from '../../../../../src/core/engine/usage/statsSchema.ts';
import { usageBetween } from '../../../../../src/core/engine/usage/usageBetween.ts';

/** As Docker 20.10 answers on cgroup v1, cut to what counts. */
const docker = (second: number, total: number) => ({
  read: `2026-11-22T02:44:0${second}.427456827Z`,
  preread: '0001-01-01T00:00:00Z',
  pids_stats: { current: 1 },
  cpu_stats: { cpu_usage: { total_usage: total }, system_cpu_usage: 1, online_cpus: 2 },
  precpu_stats: { cpu_usage: { total_usage: 0 } },
  memory_stats: {
    usage: 1_000_000,
    limit: 25_276_510_208,
    stats: { total_inactive_file: 400_000, inactive_file: 1 },
  },
});

/** As podman 4.3 answers on cgroup v1, rootful, cut to what counts. */
const podman = (second: number, total: number) => ({
  read: `2026-11-22T06:02:5${second}.243162937Z`,
  preread: '0001-01-01T00:00:00Z',
  pids_stats: { current: 2 },
  num_procs: 0,
  storage_stats: {},
  cpu_stats: {
    cpu_usage: { total_usage: total, percpu_usage: [120_873_431, 154_577_938] },
    ...{ system_cpu_usage: 21_819_016_424, online_cpus: 2, cpu: 0 },
  },
  precpu_stats: { cpu_usage: { total_usage: 0 }, cpu: 0 },
  memory_stats: { usage: 2_506_752, limit: 25_276_510_208 },
  name: 'ws-idle',
});

const parse = (answer: unknown) => v.parse(statsSchema, answer);

function usage(...answers: readonly [unknown, unknown]) {
  const [before, now] = answers.map(parse);
  if (!now) throw new Error('nothing was measured');
  return usageBetween(before, now);
}

describe('the use of a container', () => {
  it('is what its counters rose by, and its memory without idle files', () => {
    expect(usage(docker(1, 5_000_000_000), docker(3, 6_000_000_000))).toEqual({
      cpuPercent: 50,
      memory: 600_000,
      memoryLimit: 25_276_510_208,
    });
  });

  it('is read from what podman answers', () => {
    expect(usage(podman(4, 275_451_369), podman(9, 1_525_451_369))).toEqual({
      ...{ cpuPercent: 25, memory: 2_506_752, memoryLimit: 25_276_510_208 },
    });
  });

  it('says nothing about processors when the container was restarted meanwhile', () => {
    expect(usage(docker(1, 5_000_000_000), docker(3, 10)).cpuPercent).toBeUndefined();
    expect(usage(docker(1, 5), docker(1, 10)).cpuPercent).toBeUndefined();
  });

  it('takes idle files as cgroup v2 counts them, and as podman does not', () => {
    const memory = (memory_stats: unknown) => parse({ ...docker(1, 1), memory_stats })?.memory;
    expect(memory({ usage: 10, stats: { inactive_file: 4 } })).toBe(6);
    expect(memory({ usage: 10, stats: { inactive_file: 40 } })).toBe(10);
    expect(memory({ usage: 10, limit: 20 })).toBe(10);
    expect(memory(null)).toBeUndefined();
  });

  it('is unknown where the engine has no cgroups', () => {
    const nothing = { ...docker(1, 0), read: '0001-01-01T00:00:00Z', memory_stats: { stats: {} } };
    expect(parse(nothing)).toBeUndefined();
  });

  it.each([{}, null, { ...docker(1, -1) }, { ...docker(1, 1), read: 'yesterday' }])(
    'is not read from %j',
    (answer) => {
      expect(v.safeParse(statsSchema, answer).success).toBe(false);
    },
  );
});
