import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WakeWatch } from '../../../../src/core/ssh/wakeWatch.ts';

let addresses = '10.0.0.1';
let wakes = 0;
let looks = 0;
let watch: WakeWatch;

beforeEach(() => {
  vi.useFakeTimers();
  addresses = '10.0.0.1';
  wakes = 0;
  looks = 0;
  watch = new WakeWatch(() => wakes++, { onLook: () => looks++, addresses: () => addresses });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('WakeWatch', () => {
  test('says nothing while time passes as it should', async () => {
    watch.start();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([wakes, looks]).toEqual([0, 720]);
  });

  test('tells when the clock has gone on without us', async () => {
    watch.start();
    await vi.advanceTimersByTimeAsync(12_000);
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([wakes, looks]).toEqual([1, 5]);
  });

  test('tells when the machine has other addresses', async () => {
    watch.start();
    addresses = '192.168.1.7';
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wakes).toBe(1);
  });

  test('tells it once when the machine has slept and woken elsewhere', async () => {
    watch.start();
    addresses = '192.168.1.7';
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(wakes).toBe(1);
  });

  test('looks as often as it is told to, and at once', async () => {
    watch.start();
    await vi.advanceTimersByTimeAsync(5000);
    watch.pace(60_000);
    watch.pace(60_000);
    await vi.advanceTimersByTimeAsync(59_000);
    expect([watch.everyMs, looks]).toEqual([60_000, 1]);
    watch.look();
    await vi.advanceTimersByTimeAsync(1000);
    expect([wakes, looks]).toEqual([0, 3]);
    watch.look();
    vi.setSystemTime(Date.now() + 90_000);
    watch.look();
    expect([wakes, looks]).toEqual([1, 4]);
  });

  test('looks no more once it is stopped, and starts from what is then', async () => {
    watch.start();
    watch.pace(60_000);
    watch.stop();
    watch.pace(5000);
    expect(vi.getTimerCount()).toBe(0);
    vi.setSystemTime(Date.now() + 60_000);
    addresses = '192.168.1.7';
    watch.start();
    watch.start();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([wakes, looks]).toEqual([0, 4]);
  });
});
