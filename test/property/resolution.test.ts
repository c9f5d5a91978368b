import { expect, test } from 'vitest';
import { checkWorlds } from '../unit/core/ssh/configWorld/checkWorlds.ts';

test('hosts and hops of 2,000 generated configurations are those that they were made of', async () => {
  expect(await checkWorlds(80, 25)).toBe(2000);
});
