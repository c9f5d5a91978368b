/**
 * Where an SSH server may be in a container. A container says which of these it has; a path of its
 * own making is never run.
 */
export const sshdPlaces = [
  '/usr/sbin/sshd',
  '/usr/bin/sshd',
  '/usr/local/sbin/sshd',
  '/usr/local/bin/sshd',
  '/sbin/sshd',
] as const;

export type SshdPlace = (typeof sshdPlaces)[number];
