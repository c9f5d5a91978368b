/** One line of an ssh_config(5) file that says something. */
export interface ConfigLine {
  /** In lower case. */
  readonly keyword: string;
  readonly args: readonly string[];
  /** The text of the comment lines right above, where there are any. */
  readonly comment?: string;
}

/**
 * Splits an ssh_config(5) file into its lines. Reads as ssh does (keyword and arguments parted by
 * blanks or one `=`, single and double quotes, a comment after the arguments) and never gives up:
 * a line that ssh would refuse costs itself only.
 */
export function parseConfigLines(text: string): ConfigLine[] {
  const lines: ConfigLine[] = [];
  let comments: string[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line.startsWith('#')) {
      comments.push(line.replace(/^#+\s*/, ''));
      continue;
    }
    const [, keyword, rest] = /^([^\s="]+)(?:\s*=\s*|\s+|$)(.*)$/.exec(line) ?? [];
    if (keyword !== undefined && rest !== undefined) {
      const comment = comments.join(' ').trim();
      lines.push({
        keyword: keyword.toLowerCase(),
        args: splitArguments(rest),
        ...(comment === '' ? {} : { comment }),
      });
    }
    comments = [];
  }
  return lines;
}

/**
 * OpenSSH's argv_split (misc.c): blanks part, quotes join, a backslash escapes a quote or itself,
 * and outside of quotes a blank; an unquoted `#` at the beginning of a word ends the line. A quote
 * that is never closed spoils its word.
 */
export function splitArguments(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    const escaped = char === '\\' && isEscapable(text.charAt(at + 1), quote);
    if (escaped) word = (word ?? '') + text.charAt(++at);
    else if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      break;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined && quote === '') words.push(word);
  return words;
}

function isEscapable(char: string, quote: string): boolean {
  return char !== '' && (quote === '' ? `"'\\ ` : `"'\\`).includes(char);
}
