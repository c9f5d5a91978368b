import { expect, it } from 'vitest';
import { filterWords } from '../../../../src/extension/explorer/filterWords.ts';
import { everything } from '../../../../src/extension/explorer/viewChoices.ts';
import { english } from './fixtures.ts';

it.each([
  [{}, ''],
  [{ text: '  ', grouped: true }, ''],
  [{ runningOnly: true }, 'Containers: running only'],
  [{ text: ' torch ' }, 'Containers: with “torch”'],
  [
    { runningOnly: true, text: '[a](command:b)' },
    'Containers: running only, with “[a] (command:b)”',
  ],
])('%j is said as “%s”', (choices, words) => {
  expect(filterWords({ ...everything, ...choices }, english)).toBe(words);
});
