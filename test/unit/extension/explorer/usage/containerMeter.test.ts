import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerStats } from '../../../../../src/core/engine/usage/engineUsage.ts';
import { ContainerMeter } from '../../../../../src/extension/explorer/usage/containerMeter.ts';
import { partialEngine } from '../../../core/engine/partialEngine.ts';
import { engineInfo, idOf } from '../fixtures.ts';

const never = new AbortController().signal;

/** An engine whose container is busy half of the time, by a clock that the test moves. */
function engineThat(stats: () => ContainerStats | undefined) {
  let asked = 0;
  const engine = partialEngine({
    info: engineInfo(),
    usage: {
      stats: () => {
        asked += 1;
        return Promise.resolve(stats());
      },
      roundTrip: () => Promise.resolve(1),
    },
  });
  return { engine, asked: () => asked };
}

const busy = () => ({ at: Date.now(), cpuTime: Date.now() * 0.5e6, memory: 7 });

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('ContainerMeter', () => {
  it('looks twice where there is nothing to compare with, and once right after', async () => {
    const { engine, asked } = engineThat(busy);
    const meter = new ContainerMeter();
    const first = meter.measure(engine, idOf('a'), never);
    await vi.advanceTimersByTimeAsync(500);
    expect(await first).toEqual({ cpuPercent: 50, memory: 7 });
    expect(asked()).toBe(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await meter.measure(engine, idOf('a'), never)).toEqual({ cpuPercent: 50, memory: 7 });
    expect(asked()).toBe(3);
  });

  it('does not take an old look for the present', async () => {
    const { engine } = engineThat(busy);
    const meter = new ContainerMeter();
    await meter.glance(engine, idOf('a'), never);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await meter.glance(engine, idOf('a'), never)).toEqual({ memory: 7 });
    expect(await meter.glance(engine, idOf('b'), never)).toEqual({ memory: 7 });
  });

  it('does not look again where the engine cannot tell, and stops when nobody waits', async () => {
    const silent = engineThat(() => undefined);
    expect(await new ContainerMeter().measure(silent.engine, idOf('a'), never)).toBeUndefined();
    expect(silent.asked()).toBe(1);
    const { engine, asked } = engineThat(busy);
    const gone = new AbortController();
    const measuring = new ContainerMeter().measure(engine, idOf('a'), gone.signal);
    const ended = expect(measuring).rejects.toThrow();
    gone.abort();
    await vi.advanceTimersByTimeAsync(1000);
    await ended;
    expect(asked()).toBe(1);
  });
});
