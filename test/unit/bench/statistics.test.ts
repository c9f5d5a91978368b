import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, sampleOf } from '../../bench/statistics.ts';

const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });

describe('median', () => {
  it('is the middle one, or between the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([8, 1, 5, 2])).toBe(3.5);
    expect(median([7])).toBe(7);
  });

  it('has as many values below it as above, in whatever order they come', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
        expect(median(values.toReversed())).toBe(middle);
      }),
    );
  });
});

describe('sampleOf', () => {
  it('says from where to where the values go', () => {
    expect(sampleOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, rounds: 3 });
  });

  it('refuses what is no measurement', () => {
    expect(() => sampleOf([])).toThrow(RangeError);
    expect(() => sampleOf([1, Number.NaN])).toThrow(RangeError);
  });
});
