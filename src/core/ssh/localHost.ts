import type { Path } from './config/path.ts';

/**
 * The name of the machine in front of the person. A host of their ssh config that has this name is
 * `ssh://local`.
 */
export const localHost = 'local';

/** The way to this machine. */
export const localPath: Path = { host: localHost, hops: [] };

/** True for this machine, and not for an ssh host of its name (`me@local`, `ssh://local`). */
export function isLocalHost(host: string): boolean {
  return host === localHost;
}
