import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The files that a glob(7) pattern with an absolute path means, sorted as glob(3) does. A pattern
 * without wildcards gives itself where it exists. Nothing is followed below a directory that
 * cannot be listed: glob(3) without GLOB_ERR does not either.
 */
export async function globFiles(pattern: string): Promise<string[]> {
  const { root } = path.parse(pattern);
  const separators = process.platform === 'win32' ? /[/\\]+/ : /\/+/;
  const segments = pattern.slice(root.length).split(separators).filter(Boolean);
  let found = [root];
  for (const segment of segments) {
    const next = await Promise.all(found.map((directory) => inside(directory, segment)));
    found = next.flat();
  }
  return found;
}

async function inside(directory: string, segment: string): Promise<string[]> {
  if (!/[*?[]/.test(segment)) {
    const file = path.join(directory, segment);
    return (await exists(file)) ? [file] : [];
  }
  const names = await readdir(directory).catch(() => []);
  const matches = wildcard(segment);
  return names
    .filter((name) => (!name.startsWith('.') || segment.startsWith('.')) && matches.test(name))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => path.join(directory, name));
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    // Whoever reads it next says what is wrong with it; only what is not there is left out.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** One segment of a glob as an expression: each wildcard stands for single characters or none. */
function wildcard(segment: string): RegExp {
  const source = segment.replace(
    /\*+|\?|\[(!?)(\]?[^\]]*)\]|[^*?[]|\[/g,
    (part: string, negated?: string, set?: string) => {
      if (part.startsWith('*')) return '.*';
      if (part === '?') return '.';
      if (set !== undefined && set !== '') {
        return `[${negated === '!' ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
      }
      return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    },
  );
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    // Such as a range that runs backwards: it matches nothing.
    return /(?!)/;
  }
}
