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
 * and outside of quotes a blank; an unquoted `#` at the beginning of a word ends the line.
 */
export function splitArguments(text: string): string[] {
  const words: string[] = [];
  const word = /\s*(#.*$|(?:"(?:\\["'\\]|[^"])*"|'(?:\\["'\\]|[^'])*'|\\["'\\ ]|[^\s"'])+)/gy;
  for (let match = word.exec(text); match; match = word.exec(text)) {
    const found = match[1];
    if (found === undefined || found.startsWith('#')) break;
    words.push(unquoted(found));
  }
  return words;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:\\["'\\]|[^"])*)"|'((?:\\["'\\]|[^'])*)'|\\(["'\\ ])/g,
    (_, double?: string, single?: string, escaped?: string) =>
      escaped ?? (double ?? single ?? '').replace(/\\(["'\\])/g, '$1'),
  );
}
