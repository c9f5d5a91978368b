import path from 'node:path';

/**
 * A path as a value that ssh_config(5) and the ssh-config package read alike, in a keyword whose
 * tokens ssh expands. Undefined when there is no way to write it that both would understand:
 * quotes, `#`, `$`, backslashes and control characters.
 * @param platform on Windows backslashes are separators and become forward slashes.
 */
export function pathValue(
  file: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const slashed = forwardSlashes(file, platform);
  if (!isWritable(slashed)) return undefined;
  return quotedWhereNeeded(slashed.replaceAll('%', '%%'));
}

/**
 * A path as the only argument of Include. Some versions of OpenSSH expand tokens there and others
 * do not, all of them expand globs, so neither can be written; the package splits at commas.
 */
export function includeValue(
  file: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const slashed = forwardSlashes(file, platform);
  if (!isWritable(slashed) || /[%*?[\]{},]/.test(slashed)) return undefined;
  return quotedWhereNeeded(slashed);
}

/** Windows takes both kinds, ssh_config(5) only this one. */
function forwardSlashes(file: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? file.replaceAll(path.win32.sep, '/') : file;
}

function isWritable(value: string): boolean {
  return value !== '' && value.trim() === value && !/["#$\\\p{C}\p{Zl}\p{Zp}]/u.test(value);
}

/** `'` opens a quotation for OpenSSH since 8.7, `=` ends a word for the package. */
function quotedWhereNeeded(value: string): string {
  return /[\s'=]/u.test(value) ? `"${value}"` : value;
}
