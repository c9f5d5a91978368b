import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WakeWatch } from '../../../../src/core/ssh/wakeWatch.ts';

let addresses = '10.0.0.1';
let wakes = 0;
let watch: WakeWatch;

beforeEach(() => {
  vi.useFakeTimers();
  addresses = '10.0.0.1';
  wakes = 0;
  watch = new WakeWatch(
    () => wakes++,
    () => addresses,
  );
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('WakeWatch', () => {
  test('says nothing while time passes as it should', async () => {
    watch.start();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(wakes).toBe(0);
  });

  test('tells when the clock has gone on without us', async () => {
    watch.start();
    await vi.advanceTimersByTimeAsync(12_000);
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wakes).toBe(1);
  });

  test('tells when the machine has other addresses', async () => {
    watch.start();
    addresses = '192.168.1.7';
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wakes).toBe(1);
  });

  test('looks no more once it is stopped, and starts from what is then', async () => {
    watch.start();
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.setSystemTime(Date.now() + 60_000);
    addresses = '192.168.1.7';
    watch.start();
    watch.start();
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(wakes).toBe(0);
  });
});
