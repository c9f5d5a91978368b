import { expect, test, vi } from 'vitest';
import { withinTime } from '../../../../../src/core/engine/speak/withinTime.ts';

const forever = () => new Promise<never>(() => undefined);
const late = () => new Error('late');

test('work that ends in time gives its result and leaves no listener behind', async () => {
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, 'removeEventListener');
  const result = await withinTime({ signals: [signal], ms: 1000, late }, () => Promise.resolve(7));
  expect(result).toBe(7);
  expect(remove).toHaveBeenCalledOnce();
});

test('work that takes too long is told to stop, and the caller why', async () => {
  let told: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    told = signal;
    return forever();
  };
  await expect(withinTime({ signals: [], ms: 1, late }, work)).rejects.toThrow('late');
  expect(told?.aborted).toBe(true);
});

test('the reason of whichever signal aborts is the error, whatever the work says', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const signals = [first.signal, second.signal];
  const work = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('socket hang up'));
      });
    });
  const running = withinTime({ signals, ms: 10_000, late }, work);
  second.abort(new Error('the jump host is gone'));
  await expect(running).rejects.toThrow('the jump host is gone');
});

test('a signal that has aborted already keeps the work from beginning', async () => {
  const work = vi.fn(forever);
  const signals = [AbortSignal.abort(new Error('no more'))];
  await expect(withinTime({ signals, ms: 1000, late }, work)).rejects.toThrow('no more');
  expect(work).not.toHaveBeenCalled();
});

test('an error of the work is passed on', async () => {
  const work = () => Promise.reject(new Error('broken'));
  await expect(withinTime({ signals: [], ms: 1000, late }, work)).rejects.toThrow('broken');
});
