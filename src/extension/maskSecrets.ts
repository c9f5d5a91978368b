const mask = '•••';
/** Strangers' words are in it, and the expressions below take time in the square of its length. */
const mostCharacters = 4096;

/**
 * The log is a file that people paste into reports. Nothing secret should reach it; this is the
 * net below: keys, authorisation headers, credentials in URLs, and values whose name says what
 * they are. What is too long to be looked through is cut off.
 */
export function maskSecrets(text: string): string {
  return text
    .slice(0, mostCharacters)
    .replace(/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, mask)
    .replace(/\b(authorization\s*[:=]\s*)(\S+ )?\S+/gi, `$1${mask}`)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@]+@/gi, `$1:${mask}@`)
    .replace(
      /((?:password|passwd|passphrase|secret|token|api[_-]?key|credential)[\w-]{0,64}\s{0,9}[=:]\s{0,9})("[^"]*"|'[^']*'|\S+)/gi,
      `$1${mask}`,
    );
}
