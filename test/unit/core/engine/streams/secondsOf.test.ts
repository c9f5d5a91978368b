import { expect, it } from 'vitest';
import { secondsOf } from '../../../../../src/core/engine/streams/secondsOf.ts';

it.each([
  ['2026-11-22T03:00:00Z', 1_795_316_400],
  ['2026-11-22T03:00:00.123456789Z', 1_795_316_400.123_457],
  ['2026-11-22T04:00:00.5+01:00', 1_795_316_400.5],
  ['0001-01-01T00:00:00Z', 0],
  ['', 0],
  ['never', 0],
])('%s is %d', (time, seconds) => {
  expect(secondsOf(time)).toBeCloseTo(seconds, 6);
});
