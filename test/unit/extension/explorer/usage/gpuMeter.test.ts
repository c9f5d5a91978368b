import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gpuBegin, gpuEnd } from '../../../../../src/core/engine/usage/gpu/gpuScript.ts';
import type { RunResult } from '../../../../../src/core/ssh/connection.ts';
import { GpuMeter } from '../../../../../src/extension/explorer/usage/gpuMeter.ts';

const never = new AbortController().signal;
const someGpu = `${gpuBegin}\ngpu 0, GPU-1, A100, 50, 1, 2\n${gpuEnd}\n`;

function hostThat(answer: () => Promise<string>) {
  let runs = 0;
  return {
    closed: new AbortController().signal,
    run: async (): Promise<RunResult> => {
      runs += 1;
      return { exitCode: 0, stdout: await answer(), stderr: '' };
    },
    runs: () => runs,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('GpuMeter', () => {
  it('runs one program for all that ask at about the same time', async () => {
    const host = hostThat(() => Promise.resolve(someGpu));
    const meter = new GpuMeter();
    const reports = await Promise.all([meter.read(host, never), meter.read(host, never)]);
    expect(reports.map((report) => report?.gpus[0]?.busyPercent)).toEqual([50, 50]);
    expect(host.runs()).toBe(1);
    await vi.advanceTimersByTimeAsync(3000);
    await meter.read(host, never);
    expect(host.runs()).toBe(2);
  });

  it('does not ask a host without GPUs again over the same connection', async () => {
    const host = hostThat(() => Promise.resolve(`${gpuBegin}\n${gpuEnd}\n`));
    const meter = new GpuMeter();
    expect(await meter.read(host, never)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await meter.read(host, never)).toBeUndefined();
    expect(host.runs()).toBe(1);
  });

  it('asks again after a failure, and lets one who gives up not end it for another', async () => {
    let isDown = true;
    const host = hostThat(() =>
      isDown ? Promise.reject(new Error('lost')) : Promise.resolve(someGpu),
    );
    const meter = new GpuMeter();
    await expect(meter.read(host, never)).rejects.toThrow('lost');
    isDown = false;
    const impatient = new AbortController();
    const given = expect(meter.read(host, impatient.signal)).rejects.toThrow('enough');
    const patient = meter.read(host, never);
    impatient.abort(new Error('enough'));
    await given;
    expect((await patient)?.gpus).toHaveLength(1);
    expect(host.runs()).toBe(2);
  });
});
