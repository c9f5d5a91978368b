/** What several rounds of one measurement came to, in the unit of the values. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: number;
}

/** @throws RangeError where there is no value, or one that is no number. */
export function sampleOf(values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted.at(0), sorted.at(-1)];
  if (least === undefined || most === undefined || sorted.some(Number.isNaN)) {
    throw new RangeError('nothing was measured');
  }
  return { median: median(sorted), least, most, rounds: sorted.length };
}

/** The middle one, or what lies between the two in the middle. Of none it is not a number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), sorted.length / 2 + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
