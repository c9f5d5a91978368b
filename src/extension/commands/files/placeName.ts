/** In bytes, as Linux has it (NAME_MAX in limits.h). */
const longestName = 255;

/** Whether a text can be the name of a file or a directory of a container, in its directory. */
export function isPlaceName(text: string): boolean {
  if (text === '' || text === '.' || text === '..') return false;
  return !/[/\0]/.test(text) && Buffer.byteLength(text) <= longestName;
}
