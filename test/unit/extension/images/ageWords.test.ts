import { expect, test } from 'vitest';
import { ageWords } from '../../../../src/extension/images/ageWords.ts';
import { english } from '../explorer/fixtures.ts';

const second = 1000;
const hour = 3_600 * second;
const now = Date.UTC(2024, 5, 1);

test.each([
  [0, 'just made'],
  // The clock of the host may be ahead of ours.
  [-5 * hour, 'just made'],
  [59 * second, 'just made'],
  [5 * 60 * second, '5 min old'],
  [30 * hour, '30 h old'],
  [72 * hour, '3 days old'],
])('what was made %d ms ago is %s', (age, words) => {
  expect(ageWords(now - age, now, english)).toBe(words);
});

test('an image that was made reproducibly has no age', () => {
  expect(ageWords(0, now, english)).toBeUndefined();
});
