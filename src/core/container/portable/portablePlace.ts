import type { Base } from '../configure/directory.ts';
import type { OpensshVersion } from '../look/opensshVersion.ts';
import type { SshdPlace } from '../configure/sshdPlaces.ts';

/** Of the portable server: in our own directory, from our own lists. */
export type PortablePlace = `${Base}/${string}/sshd`;

export type ServerPlace = SshdPlace | PortablePlace;

/** The SSH server of a container that a preparation uses. */
export interface Server {
  readonly path: ServerPlace;
  readonly version: OpensshVersion;
  /** The command that makes its host key: a name for the system's search path, or a path of ours. */
  readonly keygen: string;
}

/** The portable server, once it is in our directory. */
export function portableServerIn(
  base: Base,
  containerId: string,
  uid: number,
  version: OpensshVersion,
): Server {
  const directory = `${base}/${containerId}/${uid}` as const;
  return { path: `${directory}/sshd`, version, keygen: `${directory}/ssh-keygen` };
}
