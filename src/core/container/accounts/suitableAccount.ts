import { failure } from '../../errors/dockhopError.ts';
import { isMounted, ownBase, type Base } from '../configure/directory.ts';
import { handsOver, sshdMode } from '../configure/sshdMode.ts';
import type { Account, ContainerFacts } from '../look/containerFacts.ts';
import type { ScriptPlace } from '../runScript.ts';
import { isLoginAccount } from './loginUser.ts';
import { hasShell } from './repairs.ts';

/** Who logs in, who runs sshd for that, and where our directory is. */
export interface SuitableAccount {
  readonly account: Account;
  readonly mode: 'root' | 'user';
  readonly base: Base;
}

/**
 * Whether somebody could log in, were there a server.
 * @throws USER_UNKNOWN, ACCOUNT_LOCKED, CAPS_MISSING, NO_WRITABLE_PLACE.
 */
export function suitableAccount(
  { container: { name: container, mountPoints } }: ScriptPlace,
  user: string,
  facts: ContainerFacts,
): SuitableAccount {
  const { account, loginsBlocked } = facts;
  const unknown = (reason: string) => failure('USER_UNKNOWN', { user, container, reason });
  if (!account) throw unknown('it is not in /etc/passwd');
  if (!isLoginAccount(account)) throw unknown('its name is not a plain login name');
  if (!hasShell(account)) throw unknown(`its shell is ${account.shell}`);
  if (loginsBlocked && account.uid !== 0) throw unknown('/etc/nologin keeps all but root out');
  const mode = sshdMode(container, account, facts.capabilities);
  const base = baseFor(mountPoints, account, mode, facts);
  if (!base) throw failure('NO_WRITABLE_PLACE', { container });
  return { account, mode, base };
}

function baseFor(
  mountPoints: readonly string[],
  { uid }: Account,
  mode: 'root' | 'user',
  { capabilities, bases }: ContainerFacts,
): Base | undefined {
  if (mode === 'root' || handsOver(capabilities)) return bases[0];
  const base = ownBase(uid);
  return isMounted(base, mountPoints) ? undefined : base;
}
