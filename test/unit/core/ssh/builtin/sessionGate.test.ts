import { describe, expect, test } from 'vitest';
import { SessionGate } from '../../../../../src/core/ssh/builtin/sessionGate.ts';

const { signal } = new AbortController();

/** True when the promise settles before everything that is due now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  const later = new Promise((resolve) => setImmediate(resolve, pending));
  return (await Promise.race([promise, later])) !== pending;
}

describe('SessionGate', () => {
  test('lets in as many as it may, then in the order they came', async () => {
    const gate = new SessionGate(2);
    const first = await gate.enter([signal]);
    const second = await gate.enter([signal]);
    const third = gate.enter([signal]);
    const fourth = gate.enter([signal]);
    expect(await isSettled(third)).toBe(false);
    first.leave();
    first.leave();
    expect(await isSettled(third)).toBe(true);
    expect(await isSettled(fourth)).toBe(false);
    second.leave();
    expect(await isSettled(fourth)).toBe(true);
  });

  test('who gives up in the queue takes no place', async () => {
    const gate = new SessionGate(1);
    const first = await gate.enter([signal]);
    const impatient = new AbortController();
    const second = gate.enter([signal, impatient.signal]);
    const third = gate.enter([signal]);
    impatient.abort();
    await expect(second).rejects.toHaveProperty('name', 'AbortError');
    first.leave();
    expect(await isSettled(third)).toBe(true);
    await expect(gate.enter([impatient.signal])).rejects.toHaveProperty('name', 'AbortError');
  });

  test('can be narrowed, to one at the least', async () => {
    const gate = new SessionGate(3);
    const first = await gate.enter([signal]);
    gate.narrow(0);
    const second = gate.enter([signal]);
    expect(await isSettled(second)).toBe(false);
    first.leave();
    expect(await isSettled(second)).toBe(true);
  });

  test('tells who has been alone inside', async () => {
    const gate = new SessionGate(2);
    const first = await gate.enter([signal]);
    expect(first.wasAlone()).toBe(true);
    const second = await gate.enter([signal]);
    second.leave();
    expect([first.wasAlone(), second.wasAlone()]).toEqual([false, false]);
    first.leave();
    expect((await gate.enter([signal])).wasAlone()).toBe(true);
  });
});
