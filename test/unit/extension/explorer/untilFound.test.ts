import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilFound } from '../../../../src/extension/explorer/untilFound.ts';

/** An event as the editor has them. */
function event() {
  const listeners = new Set<(what: unknown) => unknown>();
  const listen = (listener: (what: unknown) => unknown) => {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  };
  const fire = () => {
    for (const listener of listeners) listener(undefined);
  };
  return { listen, fire, listeners };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('what is there already is found at once, and else at the change that brings it', async () => {
  const { listen, fire, listeners } = event();
  expect(await untilFound(() => 'there', listen, 1000)).toBe('there');
  const known = new Map<string, string>();
  const found = untilFound(() => known.get('row'), listen, 1000);
  fire();
  known.set('row', 'late');
  fire();
  expect(await found).toBe('late');
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('what does not come in time is not waited for', async () => {
  const { listen, listeners } = event();
  const found = untilFound(() => new Map<string, string>().get('row'), listen, 1000);
  vi.advanceTimersByTime(1000);
  expect(await found).toBeUndefined();
  expect(listeners.size).toBe(0);
});
