import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Coalescer } from '../../../../src/core/engine/coalescer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ignore = () => undefined;

test('many requests within a while are one run, and a steady flow does not put it off', async () => {
  const work = vi.fn(() => Promise.resolve());
  const coalescer = new Coalescer(100, work, ignore);
  for (let ms = 0; ms < 1000; ms += 10) {
    coalescer.soon();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(work.mock.calls.length).toBeGreaterThan(5);
  expect(work.mock.calls.length).toBeLessThanOrEqual(11);
});

test('what comes after a pause waits for its likes only, not for the next pause', async () => {
  const work = vi.fn(() => Promise.resolve());
  const coalescer = new Coalescer(200, work, ignore);
  coalescer.soon();
  await vi.advanceTimersByTimeAsync(10);
  coalescer.soon();
  expect(work).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10);
  expect(work).toHaveBeenCalledTimes(1);
  coalescer.soon();
  await vi.advanceTimersByTimeAsync(199);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1000);
  coalescer.soon();
  await vi.advanceTimersByTimeAsync(20);
  expect(work).toHaveBeenCalledTimes(3);
});

test('there are never two runs at once, and one more for what was asked meanwhile', async () => {
  const finish: (() => void)[] = [];
  const work = vi.fn(() => new Promise<void>((resolve) => finish.push(resolve)));
  const coalescer = new Coalescer(100, work, ignore);
  coalescer.now();
  await vi.advanceTimersByTimeAsync(0);
  coalescer.soon();
  coalescer.now();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(1);
  finish.pop()?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(2);
});

test('a failed run is reported and does not end the next', async () => {
  const onError = vi.fn();
  const coalescer = new Coalescer(0, () => Promise.reject(new Error('no')), onError);
  coalescer.now();
  await vi.advanceTimersByTimeAsync(0);
  coalescer.now();
  await vi.advanceTimersByTimeAsync(0);
  expect(onError).toHaveBeenCalledTimes(2);
});

test('nothing runs after the stop', async () => {
  const work = vi.fn(() => Promise.resolve());
  const coalescer = new Coalescer(100, work, ignore);
  coalescer.soon();
  coalescer.stop();
  coalescer.now();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).not.toHaveBeenCalled();
});
