/** Device names of Windows, with any ending (Naming Files, Paths, and Namespaces). */
const windowsDevices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
// eslint-disable-next-line no-control-regex
const windowsForbidden = /[<>:"/\\|?*\u0000-\u001f]/;

/** What file systems take for one name. */
const longestName = 255;

/**
 * Why a name that a stranger gave cannot be that of a file on this machine; undefined where it can.
 * Whatever it is, it names something right in its directory.
 */
export function whyNoName(name: string, platform: NodeJS.Platform): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'it is no name';
  if (name.includes('/') || name.includes('\0')) return 'it leads elsewhere';
  // What the archive had was not UTF-8.
  if (name.includes('\u{fffd}')) return 'it is not UTF-8';
  if (Buffer.byteLength(name) > longestName) return 'it is too long';
  if (platform !== 'win32') return undefined;
  if (windowsForbidden.test(name)) return 'Windows has no such names';
  if (windowsDevices.test(name)) return 'on Windows it is a device';
  return /[. ]$/.test(name) ? 'Windows drops its end' : undefined;
}
