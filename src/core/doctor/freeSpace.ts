/** Below this a disk counts as full: package managers and engines fail in many ways. */
export const fullKilobytes = 100 * 1024;

/** Kilobytes for a person: `380 MB`, `12 GB`. */
export function sizeOf(kilobytes: number): string {
  const megabytes = kilobytes / 1024;
  if (megabytes < 10) return `${megabytes.toFixed(1)} MB`;
  return megabytes < 10 * 1024
    ? `${Math.round(megabytes)} MB`
    : `${Math.round(megabytes / 1024)} GB`;
}
