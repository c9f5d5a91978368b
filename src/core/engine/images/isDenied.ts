/**
 * Whether a registry let nobody in, by its words: the engine hands on no status. Docker Hub says the
 * same of what is private and of what is not there.
 *
 * @see https://distribution.github.io/distribution/spec/api/#errors-2 UNAUTHORIZED, DENIED, NAME_UNKNOWN.
 */
export function isDenied(reason: string): boolean {
  return /\b(denied|unauthorized|authentication required|no basic auth|forbidden)\b/i.test(reason);
}
