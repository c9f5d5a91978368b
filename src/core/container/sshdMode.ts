import { failure } from '../errors/dockhopError.ts';
import { missingCapabilities, type Capability } from './capabilities.ts';
import type { Account } from './containerFacts.ts';

/** What sshd needs as root to become another user, and to lock itself in before that. */
const toServeAsRoot: readonly Capability[] = ['SETGID', 'SETUID', 'SYS_CHROOT'];
/** What prepare needs to hand files to the user who runs sshd then. */
const toHandOver: readonly Capability[] = ['CHOWN', 'DAC_OVERRIDE'];

/** May root's sshd become another user? */
export function servesAsRoot(capabilities: bigint): boolean {
  return missingCapabilities(capabilities, toServeAsRoot).length === 0;
}

/**
 * Who runs sshd: root where that works, else the user for themselves. A locked account is left
 * locked: the user's own sshd never looks at it, so nothing of the image's has to be edited.
 * @throws ACCOUNT_LOCKED, CAPS_MISSING where neither works.
 */
export function sshdMode(
  container: string,
  { name, uid, locked }: Account,
  capabilities: bigint,
): 'root' | 'user' {
  const forRoot = missingCapabilities(capabilities, toServeAsRoot);
  if (forRoot.length === 0 && !locked) return 'root';
  if (uid === 0 && forRoot.length === 0) throw failure('ACCOUNT_LOCKED', { container, user: name });
  const missing = uid === 0 ? forRoot : missingCapabilities(capabilities, toHandOver);
  if (missing.length === 0) return 'user';
  throw failure('CAPS_MISSING', { container, user: name, capabilities: missing.join(', ') });
}
