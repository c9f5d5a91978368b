import { posix } from 'node:path';
import { failure } from '../../errors/dockhopError.ts';

/** What Linux takes (PATH_MAX). */
const longest = 4095;

/**
 * A path in a container, absolute and without `.`, `..`, double slashes or one at its end.
 * @throws FILE_ABSENT for a text that is no absolute path.
 */
export function filePath(container: string, text: string): string {
  const isPath = text.startsWith('/') && !text.includes('\0') && isWellFormed(text);
  if (!isPath || Buffer.byteLength(text) > longest) {
    throw failure('FILE_ABSENT', { path: text, container });
  }
  const normal = posix.normalize(text);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** No half of a surrogate pair, which no byte string stands for. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}
