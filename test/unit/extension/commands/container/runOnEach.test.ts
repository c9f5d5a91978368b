import { expect, test } from 'vitest';
import { runOnEach } from '../../../../../src/extension/commands/container/runOnEach.ts';

const options = {
  groupOf: (item: string) => item.slice(0, 1),
  atOnce: 2,
  onEnd: () => undefined,
  signal: new AbortController().signal,
};

test('so many of a group are worked on at a time, and groups do not wait for each other', async () => {
  const items = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'b3'];
  const begun: string[] = [];
  const endings = new Map<string, () => void>();
  let ended = 0;
  const work = (item: string): Promise<void> =>
    new Promise((resolve) => {
      begun.push(item);
      endings.set(item, resolve);
    });
  const onEnd = (): void => void (ended += 1);
  const all = runOnEach(items, { ...options, onEnd }, work);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'b2']);
  for (let next = begun[0]; next !== undefined; next = begun[ended]) {
    endings.get(next)?.();
    await new Promise(setImmediate);
    const open = begun.slice(ended);
    expect(open.filter((item) => item.startsWith('a')).length).toBeLessThanOrEqual(2);
  }
  expect(await all).toEqual([]);
  expect([...begun].sort()).toEqual(items);
});

test('one that fails leaves the others alone, and is told in the order of the items', async () => {
  const done: string[] = [];
  const error = new Error('no');
  const failed = await runOnEach(['a1', 'b1', 'a2', 'b2'], options, (item) => {
    if (item.endsWith('2')) return Promise.reject(error);
    done.push(item);
    return Promise.resolve();
  });
  expect(done).toEqual(['a1', 'b1']);
  expect(failed).toEqual([
    { item: 'a2', error },
    { item: 'b2', error },
  ]);
});

test('nothing is begun once it is cancelled', async () => {
  const cancel = new AbortController();
  const begun: string[] = [];
  const all = runOnEach(['a1', 'a2', 'a3', 'a4'], { ...options, signal: cancel.signal }, (item) => {
    begun.push(item);
    cancel.abort();
    return Promise.reject(new Error('given up'));
  });
  await expect(all).rejects.toMatchObject({ name: 'AbortError' });
  expect(begun).toEqual(['a1']);
});
