/**
 * True when the name matches the patterns of a `Host` line as ssh takes them, to the letter: unlike
 * in known_hosts, `Host GPU*` is not about `gpu1` (OpenSSH's readconf.c, oHost).
 */
export function matchesHostLine(name: string, patterns: readonly string[]): boolean {
  return anyMatches(patterns, (pattern) => matchesLetters(name, pattern));
}

/**
 * True when the name matches a list of patterns as in ssh_config(5), PATTERNS: `*` and `?` as
 * wildcards, a match with a `!` pattern overrules all others. Names are compared in lower case.
 */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  return anyMatches(patterns, (pattern) => matchesPattern(name, pattern));
}

function anyMatches(patterns: readonly string[], matches: (pattern: string) => boolean): boolean {
  let found = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!matches(negated ? pattern.slice(1) : pattern)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** One pattern with `*` and `?`, in lower case. */
export function matchesPattern(name: string, pattern: string): boolean {
  return matchesLetters(name.toLowerCase(), pattern.toLowerCase());
}

/**
 * Walks with one point of return, so that no pattern from a file, however many stars it has, takes
 * more than the product of both lengths.
 */
function matchesLetters(text: string, wanted: string): boolean {
  let at = 0;
  let star = -1;
  let afterStar = 0;
  let position = 0;
  while (at < text.length) {
    const char = wanted[position];
    if (char === '*') {
      star = position++;
      afterStar = at;
    } else if (char === '?' || char === text[at]) {
      position++;
      at++;
    } else if (star >= 0) {
      position = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  while (wanted[position] === '*') position++;
  return position === wanted.length;
}
