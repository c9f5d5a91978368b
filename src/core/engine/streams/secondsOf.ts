/**
 * A time of the engine's as its logs take it in `since`: seconds since 1970, with all decimals that
 * a number has room for, for thousandths are too coarse to tell a start from what was printed then.
 * @param time RFC 3339; where it is none, the beginning of time.
 */
export function secondsOf(time: string): number {
  const seconds = Math.floor(Date.parse(time) / 1000);
  // A container that was never started was so in the year 1.
  if (Number.isNaN(seconds) || seconds < 0) return 0;
  const [, decimals = '0'] = /\.(\d{1,9})/.exec(time) ?? [];
  return Number(`${seconds}.${decimals}`);
}
