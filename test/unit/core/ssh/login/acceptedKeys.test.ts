import { expect, test } from 'vitest';
import { noHints } from '../../../../../src/core/ports/hints.ts';
import { AcceptedKeys } from '../../../../../src/core/ssh/login/acceptedKeys.ts';

const door = { hostFingerprint: 'SHA256:host', user: 'alice' };
const ofEarlierWindows = { ...noHints, acceptedKey: () => Promise.resolve('SHA256:key') };

test('of two logins at the same time one tries the key first', async () => {
  const keys = new AcceptedKeys(ofEarlierWindows);
  const taken = await Promise.all([keys.take(door), keys.take(door)]);
  expect(taken).toEqual(['SHA256:key', undefined]);
});

test('what was taken is not heard of again from earlier windows', async () => {
  const keys = new AcceptedKeys(ofEarlierWindows);
  await keys.take(door);
  expect(await keys.take(door)).toBeUndefined();
  keys.note(door, 'SHA256:other');
  expect(await keys.take(door)).toBe('SHA256:other');
});
