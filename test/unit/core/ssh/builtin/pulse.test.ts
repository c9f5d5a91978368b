import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import type { Client } from 'ssh2';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Pulse } from '../../../../../src/core/ssh/builtin/pulse.ts';
import { someHop } from '../someHop.ts';

const never = new AbortController().signal;

interface HopOptions {
  readonly closed?: AbortSignal;
  readonly config?: Readonly<Record<string, string>>;
}

/** A hop that is asked, and answers when it is told to. */
class Hop {
  asked = 0;
  readonly #stream = new EventEmitter();
  readonly #callbacks: (() => void)[] = [];
  readonly pulse: Pulse;

  constructor({ closed = never, config = {} }: HopOptions = {}) {
    const client = { _protocol: { ping: () => this.asked++ }, _callbacks: this.#callbacks };
    const parts = [client as unknown as Client, this.#stream as unknown as Duplex] as const;
    this.pulse = new Pulse(...parts, someHop(config).config, closed);
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
    if (!pulse.keep(use, every * 1000, isCarrying)) return passed;
  }
  return undefined;
}

describe('the pulse of a hop', () => {
  test('is asked for once in its silence, and is lost soon where somebody uses it', () => {
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

  test('whenever a hop falls silent: it is lost within 42 s, and never one that answers in 20 s', () => {
    const delays = fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 20 });
    const phases = fc.integer({ min: 1, max: 4999 });
    const check = (answers: readonly number[], phase: number): void => {
      const hop = new Hop();
      vi.advanceTimersByTime(phase);
      let [heardAt, isLost] = [Date.now(), false];
      hop.speak();
      const looks = setInterval(() => {
        isLost ||= !hop.pulse.keep('used', 5000, false);
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
      expect(Date.now() - heardAt).toBeLessThanOrEqual(42_000);
    };
    fc.assert(fc.property(delays, phases, check), { numRuns: 50 });
  });

  test('has a minute for its answer where nobody uses it, though others are looked at more often', () => {
    const hop = new Hop();
    const looks = { every: 5, seconds: 55 + 55 };
    expect(keep(hop, 'unused', looks)).toBeUndefined();
    expect(hop.asked).toBe(1);
    hop.speak();
    expect(keep(hop, 'unused', looks)).toBeUndefined();
    expect(keep(hop, 'unused', { every: 5, seconds: 5 })).toBe(5);
  });

  test('that is felt as somebody begins to use it is not judged by an older question', async () => {
    const hop = new Hop();
    expect(keep(hop, 'unused', { every: 5, seconds: 55 + 30 })).toBeUndefined();
    const felt = hop.pulse.feel();
    expect(keep(hop, 'used', { every: 1, seconds: 2 })).toBeUndefined();
    // Both questions are answered, in their order.
    hop.speak();
    hop.speak();
    expect(await felt).toBe(true);
    expect(keep(hop, 'used', { every: 5, seconds: 5 })).toBeUndefined();
  });

  test.each([
    { config: {}, use: 'unused', every: 60, asked: 10 },
    { config: { serveraliveinterval: '0' }, use: 'unused', every: 60, asked: 10 },
    { config: { serveraliveinterval: '300' }, use: 'unused', every: 60, asked: 10 },
    { config: { serveraliveinterval: '30' }, use: 'unused', every: 30, asked: 20 },
    { config: { serveraliveinterval: '30' }, use: 'unused', every: 15, asked: 20 },
    { config: { serveraliveinterval: '7' }, use: 'used', every: 5, asked: 120 },
    { config: { serveraliveinterval: '1' }, use: 'used', every: 5, asked: 120 },
  ] as const)(
    'is asked for as often as ServerAliveInterval wants: %o',
    ({ config, use, every, asked }) => {
      const hop = new Hop({ config });
      let before = 0;
      for (let passed = every; passed <= 600; passed += every) {
        expect(keep(hop, use, { every, seconds: every })).toBeUndefined();
        if (hop.asked > before) hop.speak();
        before = hop.asked;
      }
      expect(hop.asked).toBe(asked);
    },
  );

  test('is asked for before a silence of ServerAliveInterval, whenever the hop spoke last', () => {
    const seconds = fc.integer({ min: 5, max: 120 });
    const check = (interval: number, lastWord: number): void => {
      const hop = new Hop({ config: { serveraliveinterval: interval.toString() } });
      const every = Math.min(interval, 60);
      vi.advanceTimersByTime(Math.min(lastWord, every * 1000 - 1));
      hop.speak();
      const heardAt = Date.now();
      // The clock of all looks on as before.
      vi.advanceTimersByTime(every * 1000 - Math.min(lastWord, every * 1000 - 1));
      const look = (): boolean => hop.pulse.keep('unused', every * 1000, true);
      for (look(); hop.asked === 0; look()) vi.advanceTimersByTime(every * 1000);
      expect(Date.now() - heardAt).toBeLessThanOrEqual(Math.max(interval * 1000, every * 1000));
    };
    fc.assert(fc.property(seconds, fc.integer({ min: 0, max: 60_000 }), check), { numRuns: 100 });
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

  test('is not faint, however silent, while the looks at what is used judge it', () => {
    const hop = new Hop();
    keep(hop, 'used', { every: 5, seconds: 30 });
    expect(hop.pulse.isFaint).toBe(false);
    keep(hop, 'unused', { every: 5, seconds: 5 });
    expect(hop.pulse.isFaint).toBe(true);
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
    const { pulse } = new Hop({ closed: closing.signal });
    const felt = pulse.feel();
    closing.abort();
    expect(await felt).toBe(true);
  });
});
