import { expect, it } from 'vitest';
import { Pace } from '../../../../../src/core/engine/streams/pace.ts';

it('lets a slice pass at once, counts small chunks as larger ones, and then waits', async () => {
  let slices = 0;
  const pace = new Pace(() => {
    slices += 1;
    return Promise.resolve();
  });
  for (let chunk = 0; chunk < 127; chunk += 1) await pace.spend(1);
  expect(slices).toBe(0);
  await pace.spend(1);
  expect(slices).toBe(1);
  await pace.spend(10_000_000);
  expect(slices).toBe(2);
});
