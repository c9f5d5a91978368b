const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes as people read it: `12.3 MB`, in powers of 1000 as file managers have it. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.5 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit] ?? ''}`;
}
