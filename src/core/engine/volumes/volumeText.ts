/**
 * What a volume may be called: what both engines take.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/#tag/Volume/operation/VolumeCreate
 */
export const volumeName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/;

/** A name that an engine made, which says nothing to people. */
export function isAnonymous(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

const longestPath = 4096;

/** A directory of the host as a volume may be bound to it: absolute, and without what would lead elsewhere. */
export function isHostDirectory(path: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (!path.startsWith('/') || path.length > longestPath || /[\u0000-\u001f\u007f]/.test(path)) {
    return false;
  }
  return !path.split('/').includes('..');
}
