import { createHash } from 'node:crypto';
import type { Hop } from './path.ts';

/** Keywords that decide who is at the other end of a hop, and as whom we are known there. */
const decisive = [
  'certificatefile',
  'globalknownhostsfile',
  'hostkeyalias',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'pkcs11provider',
  'preferredauthentications',
  'pubkeyauthentication',
  'revokedhostkeys',
  'stricthostkeychecking',
  'userknownhostsfile',
] as const;

/**
 * Two hops are one when they have the same address and user, are reached the same way, and the
 * configuration has the same to say about trust and keys: `sshd` may run another command for
 * another key, and a host that is checked strictly must not be had through one that is not.
 */
export function hopIdentity({ hostName, port, user, command, config }: Hop): readonly unknown[] {
  return [user, hostName, port, command ?? '', ...decisive.map((key) => config.get(key) ?? [])];
}

/** SHA-256 of what identifies something, in hexadecimal. */
export function identityDigest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
