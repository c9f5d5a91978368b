import { failure } from '../../errors/dockhopError.ts';
import { missingCapabilities, type Capability } from '../look/capabilities.ts';
import type { Account } from '../look/containerFacts.ts';

/** What sshd needs as root to become another user, and to lock itself in before that. */
const toServeAsRoot: readonly Capability[] = ['SETGID', 'SETUID', 'SYS_CHROOT'];
/** What prepare needs to hand files to the user who runs sshd then. */
const toHandOver: readonly Capability[] = ['CHOWN', 'DAC_OVERRIDE'];

/** May root's sshd become another user? */
export function servesAsRoot(capabilities: bigint): boolean {
  return missingCapabilities(capabilities, toServeAsRoot).length === 0;
}

/** May root give files to the user who runs sshd? Else that user makes them alone. */
export function handsOver(capabilities: bigint): boolean {
  return missingCapabilities(capabilities, toHandOver).length === 0;
}

/**
 * Who runs sshd: root where that works, else the user for themselves. A locked account is left
 * locked: the user's own sshd never looks at it, so nothing of the image's has to be edited.
 * @throws ACCOUNT_LOCKED, CAPS_MISSING for root, whom nobody else can serve.
 */
export function sshdMode(
  container: string,
  { name, uid, locked }: Account,
  capabilities: bigint,
): 'root' | 'user' {
  const missing = missingCapabilities(capabilities, toServeAsRoot);
  // sshd gives a terminal to its user (pty_setowner in its sshpty.c), and ends where it may not.
  const givesTerminals = uid === 0 || missingCapabilities(capabilities, ['CHOWN']).length === 0;
  if (missing.length === 0 && !locked && givesTerminals) return 'root';
  if (uid !== 0) return 'user';
  if (missing.length === 0) throw failure('ACCOUNT_LOCKED', { container, user: name });
  throw failure('CAPS_MISSING', { container, user: name, capabilities: missing.join(', ') });
}
