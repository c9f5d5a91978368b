const firstMs = 1000;
const longestMs = 30_000;

/**
 * How long to wait before attempt number `attempt` (from 1): the first is made at once, then
 * doubling from about one second to half a minute, up to half of it off by chance, so that many
 * windows do not knock at once.
 * @param random from 0 to 1
 */
export function backoffMs(attempt: number, random: number): number {
  if (attempt <= 1) return 0;
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 2, 10));
  return Math.round(whole * (1 - random / 2));
}
