import { expect, it } from 'vitest';
import { OpeningMark } from '../../../../src/extension/windows/openingMark.ts';
import { fakeMemory } from '../fakeMemory.ts';

it('counts once, for its own alias, and only for a moment', async () => {
  const mark = new OpeningMark(fakeMemory());
  expect(await mark.take('a', 0)).toBe(false);
  await mark.leave('a', 0);
  expect(await mark.take('b', 1)).toBe(false);
  expect(await mark.take('a', 1)).toBe(true);
  expect(await mark.take('a', 1)).toBe(false);
  await mark.leave('a', 0);
  expect(await mark.take('a', 20_000)).toBe(false);
  expect(await mark.take('a', 1)).toBe(false);
});
