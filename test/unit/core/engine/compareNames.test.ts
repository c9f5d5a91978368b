import { expect, test } from 'vitest';
import { compareNames } from '../../../../src/core/engine/compareNames.ts';

test('names are in the order in which a person counts', () => {
  const names = ['gpu10', 'gpu2', 'Alpha', 'alpha-1', 'beta'];
  expect(names.toSorted(compareNames)).toEqual(['Alpha', 'alpha-1', 'beta', 'gpu2', 'gpu10']);
});
