const firstMs = 1000;
const longestMs = 30_000;

/**
 * How long to wait before attempt number `attempt` (from 0): doubling from about one second to half
 * a minute, up to half of it off by chance, so that many windows do not knock at once.
 * @param random from 0 to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(whole * (1 - random / 2));
}
