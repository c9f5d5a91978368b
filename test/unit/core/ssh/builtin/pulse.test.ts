import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import type { Client } from 'ssh2';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Pulse } from '../../../../../src/core/ssh/builtin/pulse.ts';

const never = new AbortController().signal;

/** A hop that is asked, and answers when it is told to. */
class Hop {
  asked = 0;
  readonly #stream = new EventEmitter();
  readonly #callbacks: (() => void)[] = [];
  readonly pulse: Pulse;

  constructor(closed = never) {
    const client = { _protocol: { ping: () => this.asked++ }, _callbacks: this.#callbacks };
    const parts = [client as unknown as Client, this.#stream as unknown as Duplex] as const;
    this.pulse = new Pulse(...parts, closed);
  }

  speak(): void {
    this.mumble();
    this.#callbacks.shift()?.();
  }

  /** Says something that is no answer. */
  mumble(): void {
    this.#stream.emit('data', Buffer.from('!'));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Looks every so often for so long. @returns after how many seconds it was lost. */
function keep(
  { pulse }: Hop,
  use: 'used' | 'unused',
  { every, seconds, isCarrying = false }: { every: number; seconds: number; isCarrying?: boolean },
): number | undefined {
  for (let passed = every; passed <= seconds; passed += every) {
    vi.advanceTimersByTime(every * 1000);
    if (!pulse.keep(use, isCarrying)) return passed;
  }
  return undefined;
}

describe('the pulse of a hop', () => {
  test('is asked for once in its silence, and is lost within 45 s where somebody uses it', () => {
    const hop = new Hop();
    expect(keep(hop, 'used', { every: 5, seconds: 100 })).toBe(40);
    expect(hop.asked).toBe(1);
    const carrier = new Hop();
    expect(keep(carrier, 'used', { every: 5, seconds: 100, isCarrying: true })).toBe(45);
  });

  test('is not asked for while the hop speaks by itself', () => {
    const hop = new Hop();
    for (let times = 0; times < 100; times++) {
      expect(keep(hop, 'used', { every: 5, seconds: 5 })).toBeUndefined();
      hop.speak();
    }
    expect(hop.asked).toBe(0);
  });

  test('is asked for once a minute where nobody uses it, and then lost a minute later', () => {
    const hop = new Hop();
    for (let minute = 1; minute <= 5; minute++) {
      expect(keep(hop, 'unused', { every: 60, seconds: 60 })).toBeUndefined();
      expect(hop.asked).toBe(minute);
      if (minute < 5) hop.speak();
    }
    expect(keep(hop, 'unused', { every: 60, seconds: 60 })).toBe(60);
  });

  test('whenever a hop falls silent: it is lost within 45 s, and never one that answers in 20 s', () => {
    const delays = fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 20 });
    const phases = fc.integer({ min: 1, max: 4999 });
    const check = (answers: readonly number[], phase: number): void => {
      const hop = new Hop();
      vi.advanceTimersByTime(phase);
      let [heardAt, isLost] = [Date.now(), false];
      hop.speak();
      const looks = setInterval(() => {
        isLost ||= !hop.pulse.keep('used', false);
      }, 5000);
      for (const delay of answers) {
        const { asked } = hop;
        while (hop.asked === asked) vi.advanceTimersToNextTimer();
        vi.advanceTimersByTime(delay);
        expect(isLost).toBe(false);
        hop.speak();
        heardAt = Date.now();
      }
      while (!isLost) vi.advanceTimersToNextTimer();
      clearInterval(looks);
      expect(Date.now() - heardAt).toBeLessThanOrEqual(45_000);
    };
    fc.assert(fc.property(delays, phases, check), { numRuns: 50 });
  });

  test('is faint after a while, whether or not it was looked at', () => {
    const hop = new Hop();
    vi.advanceTimersByTime(15_000);
    expect(hop.pulse.isFaint).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(hop.pulse.isFaint).toBe(true);
    hop.speak();
    expect(hop.pulse.isFaint).toBe(false);
  });

  test('is felt by its answer, asked for once however many feel it', async () => {
    const hop = new Hop();
    const felt = [hop.pulse.feel(), hop.pulse.feel()];
    hop.speak();
    expect(await Promise.all(felt)).toEqual([true, true]);
    expect(hop.asked).toBe(1);
    const again = hop.pulse.feel();
    expect(hop.asked).toBe(2);
    hop.speak();
    expect(await again).toBe(true);
  });

  test.each([
    { says: [], expected: false },
    // It may have lain there since before a sleep.
    { says: ['at first'], expected: false },
    { says: ['at first', 'then'], expected: true },
  ])('is felt by what is said before the answer is due: $says', async ({ says, expected }) => {
    const deadlines: AbortController[] = [];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const deadline = new AbortController();
      deadlines.push(deadline);
      return deadline.signal;
    });
    onTestFinished(() => {
      timeout.mockRestore();
    });
    const hop = new Hop();
    const felt = hop.pulse.feel();
    for (const when of ['at first', 'then']) {
      vi.advanceTimersByTime(1000);
      if (says.includes(when)) hop.mumble();
      deadlines.at(-1)?.abort();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(await felt).toBe(expected);
    expect(hop.asked).toBe(1);
  });

  test('is not said to be gone where the connection was closed meanwhile', async () => {
    const closing = new AbortController();
    const { pulse } = new Hop(closing.signal);
    const felt = pulse.feel();
    closing.abort();
    expect(await felt).toBe(true);
  });
});
