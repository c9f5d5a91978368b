/**
 * The one line in the person's config, put in and taken out without touching another byte. Texts
 * are the file's bytes, one character a byte.
 */

/** How the line is written, and every way in which its path may be written in lines that are ours. */
export interface IncludeLine {
  /** Without its line end, for example `Include dockhop/config`. */
  readonly line: string;
  /** Paths as bytes, unquoted. */
  readonly paths: readonly string[];
}

/** True when our line is the file's first and there is no second one. */
export function isIncluded(text: string, include: IncludeLine): boolean {
  const [first, ...rest] = linesOf(text);
  const isOurs = (line: string): boolean => isIncludeOf(line, include);
  return first !== undefined && isOurs(first) && !rest.some(isOurs);
}

/** The text with our line first, and only there. */
export function withInclude(text: string, include: IncludeLine): string {
  if (isIncluded(text, include)) return text;
  const others = withoutInclude(text, include);
  // The line end of the file, so that an editor does not find two kinds in it.
  const newline = /^[^\n]*\r\n/.test(others) ? '\r\n' : '\n';
  return `${include.line}${newline}${others}`;
}

/** The text without any line of ours. */
export function withoutInclude(text: string, include: IncludeLine): string {
  return linesOf(text)
    .filter((line) => !isIncludeOf(line, include))
    .join('');
}

/** With their line ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** `Include`, blanks or one `=`, one path with or without quotes: ssh_config(5). */
const includeOfOne =
  /^[ \t]*include(?:[ \t]+|[ \t]*=[ \t]*)(?:"([^"\n]*)"|([^"\s]+))[ \t\r\f]*\n?$/i;

/** Only a line that includes our file and nothing else is ours. */
function isIncludeOf(line: string, { paths }: IncludeLine): boolean {
  const match = includeOfOne.exec(line);
  const path = match?.[1] ?? match?.[2];
  return path !== undefined && paths.includes(path);
}
