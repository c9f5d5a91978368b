import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gpuBegin, gpuEnd } from '../../../../../src/core/engine/usage/gpu/gpuScript.ts';
import type { Container } from '../../../../../src/core/engine/container.ts';
import { ContainerMeter } from '../../../../../src/extension/explorer/usage/containerMeter.ts';
import { GpuMeter } from '../../../../../src/extension/explorer/usage/gpuMeter.ts';
import { UsageWatch } from '../../../../../src/extension/explorer/usage/usageWatch.ts';
import { recordingLog } from '../../../../recordingLog.ts';
import { partialEngine } from '../../../core/engine/partialEngine.ts';
import { connection, container, engineInfo, idOf } from '../fixtures.ts';

const gpuAnswer = [
  gpuBegin,
  'gpu 0, GPU-1, A100, 50, 1, 2',
  'app 7, 1, GPU-1',
  `cgroup 7 ${idOf('a')}`,
  gpuEnd,
].join('\n');

/** A host that the test looks at. */
function world(containers: readonly Container[]) {
  const closing = new AbortController();
  const state = { asked: 0, underWay: 0, most: 0, changes: [] as (readonly string[])[] };
  const engine = partialEngine({
    info: engineInfo(),
    usage: {
      stats: async () => {
        state.asked += 1;
        state.underWay += 1;
        state.most = Math.max(state.most, state.underWay);
        await Promise.resolve();
        state.underWay -= 1;
        return { at: Date.now(), cpuTime: 0, memory: 5 };
      },
      roundTrip: () => Promise.resolve(1),
    },
  });
  const run = () => Promise.resolve({ exitCode: 0, stdout: gpuAnswer, stderr: '' });
  const reached = { connection: { ...connection(closing.signal), run }, engines: [engine] };
  let isReached = true;
  const watch = new UsageWatch({
    containers: new ContainerMeter(),
    gpus: new GpuMeter(),
    hosts: () => (isReached ? [reached] : []),
    listed: () => containers,
    onChange: (rowIds) => state.changes.push(rowIds),
    log: recordingLog(),
  });
  const lose = () => {
    isReached = false;
  };
  return { watch, state, lose };
}

const rowId = (digit: string) => `container:gpu1/docker/${idOf(digit)}`;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('UsageWatch', () => {
  it('measures what is up, again and again, while it is wanted', async () => {
    const stopped = container({ id: idOf('b'), state: 'exited' });
    const { watch, state } = world([container(), stopped]);
    watch.follow(true);
    watch.follow(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(state.changes).toEqual([[rowId('a')]]);
    expect(watch.usageOf(rowId('a'))).toEqual({
      container: { memory: 5 },
      gpus: [{ gpu: 0, memory: 1024 ** 2 }],
    });
    expect(watch.usageOf(rowId('b'))).toBeUndefined();
    await vi.advanceTimersByTimeAsync(5000);
    expect(watch.usageOf(rowId('a'))?.container?.cpuPercent).toBe(0);
    expect(state.asked).toBe(2);
  });

  it('ends at once when nobody looks, and takes the figures away', async () => {
    const { watch, state } = world([container()]);
    watch.follow(true);
    await vi.advanceTimersByTimeAsync(0);
    watch.follow(false);
    expect(state.changes).toEqual([[rowId('a')], [rowId('a')]]);
    expect(watch.usageOf(rowId('a'))).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state.asked).toBe(1);
  });

  it('has no clock where no host is connected', async () => {
    const { watch, lose } = world([container()]);
    lose();
    watch.follow(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks at a bounded number, a few at a time', async () => {
    const id = (index: number) => index.toString(16).padStart(64, '0');
    const many = Array.from({ length: 300 }, (_, index) => container({ id: id(index) }));
    const { watch, state } = world(many);
    watch.follow(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(state.asked).toBe(40);
    expect(state.most).toBeLessThanOrEqual(4);
    watch.dispose();
  });
});
