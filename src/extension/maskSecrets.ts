const mask = '•••';

/**
 * The log is a file that people paste into reports. Nothing secret should reach it; this is the
 * net below: keys, authorisation headers, credentials in URLs, and values whose name says what
 * they are.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, mask)
    .replace(/\b(authorization\s*[:=]\s*)(\S+ )?\S+/gi, `$1${mask}`)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@]+@/gi, `$1:${mask}@`)
    .replace(
      /\b([\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|credential)[\w-]*\s*[=:]\s*)("[^"]*"|'[^']*'|\S+)/gi,
      `$1${mask}`,
    );
}
