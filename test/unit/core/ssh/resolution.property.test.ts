import { expect, test } from 'vitest';
import { checkWorlds } from './configWorld/checkWorlds.ts';

// A sample; test/property has two thousand. Some 250 programs run, hence the bound.
test('hosts and hops of generated configurations are those that they were made of', async () => {
  expect(await checkWorlds(5, 20)).toBe(100);
}, 60_000);
