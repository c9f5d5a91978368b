import type { ContainerDetails } from '../../engine/container.ts';
import type { Repair } from '../../ports/prompter.ts';
import { missingCapabilities } from '../look/capabilities.ts';
import type { Account, ContainerFacts } from '../look/containerFacts.ts';
import { isMounted } from '../configure/directory.ts';
import { isLoginAccount } from './loginUser.ts';
import { servesAsRoot } from '../configure/sshdMode.ts';

const plainPath = /^(\/[A-Za-z0-9_][A-Za-z0-9._-]*){1,20}$/;
const noLogin = /\/(nologin|false)$/;

/** Does the login shell of this account let anybody in? */
export function hasShell({ shell, shellRuns }: Account): boolean {
  return shellRuns && !noLogin.test(shell);
}

/**
 * What has to be changed of a container's accounts before somebody can log in, or work there; nothing
 * where that is not for us to change, or cannot be: then the usual failure says so.
 * @param user whom to log in as, a name or a uid.
 */
export function neededRepairs(
  container: ContainerDetails,
  user: string,
  facts: ContainerFacts,
): readonly Repair[] {
  const { account } = facts;
  const canEdit = (file: string) => facts.systemWritable && !isMounted(file, container.mountPoints);
  if (!account) {
    const uid = Number(user);
    const [own] = container.user.split(':');
    // Only for whom the container itself runs as: any other uid may be a slip of the keyboard.
    const isOwn = own === user && /^[1-9]\d{0,8}$/.test(user);
    return isOwn && canEdit('/etc/passwd')
      ? [{ kind: 'account', user: accountName(uid), uid }]
      : [];
  }
  const { name, home, homeExists } = account;
  if (!isLoginAccount(account)) return [];
  const repairs: Repair[] = [];
  // A locked user runs sshd for themselves, which never looks; root cannot.
  if (account.locked && account.uid === 0 && servesAsRoot(facts.capabilities)) {
    if (!canEdit('/etc/shadow')) return [];
    repairs.push({ kind: 'unlock', user: name });
  }
  if (!hasShell(account)) {
    if (!canEdit('/etc/passwd')) return [];
    repairs.push({ kind: 'shell', user: name, shell: account.shell });
  }
  // Debian's way to say that there shall be none.
  const isMeant = plainPath.test(home) && home !== '/nonexistent';
  const canGive = missingCapabilities(facts.capabilities, ['CHOWN']).length === 0;
  if (!homeExists && isMeant && canGive && canEdit(home))
    repairs.push({ kind: 'home', user: name, home });
  return repairs;
}

/** An account for the SSH server itself, unless passwd is not ours to edit. */
export function serverAccountRepair(
  container: ContainerDetails,
  { bases }: ContainerFacts,
): Repair | undefined {
  // An image without libraries may have no more than /etc.
  const canEdit =
    bases.includes('/etc/dockhop') && !isMounted('/etc/passwd', container.mountPoints);
  return canEdit ? { kind: 'server', user: 'sshd' } : undefined;
}

function accountName(uid: number): string {
  return `uid${uid}`;
}

/** The group and the home of an account to be made, as the engine runs the container's own programs. */
export function newAccount({ user, env }: ContainerDetails): { gid: string; home: string } {
  const [uid = '', group = ''] = user.split(':');
  const home = env
    .filter((entry) => entry.startsWith('HOME='))
    .map((entry) => entry.slice('HOME='.length))
    .findLast((path) => plainPath.test(path));
  return {
    gid: /^\d{1,9}$/.test(group) ? group : '0',
    home: home ?? `/home/${accountName(Number(uid))}`,
  };
}

/** What the probe will find once these are done. */
export function asMended(
  container: ContainerDetails,
  facts: ContainerFacts,
  repairs: readonly Repair[],
): ContainerFacts {
  return {
    ...facts,
    hasServerAccount: facts.hasServerAccount || repairs.some(({ kind }) => kind === 'server'),
    account: repairs.reduce((account, repair) => mend(container, account, repair), facts.account),
  };
}

function mend(
  container: ContainerDetails,
  account: Account | undefined,
  repair: Repair,
): Account | undefined {
  if (repair.kind === 'account') {
    const usual = { shell: '/bin/sh', locked: false, homeExists: true, shellRuns: true };
    return { ...usual, name: repair.user, uid: repair.uid, home: newAccount(container).home };
  }
  if (!account) return undefined;
  switch (repair.kind) {
    case 'unlock':
      return { ...account, locked: false };
    case 'shell':
      return { ...account, shell: '/bin/sh', shellRuns: true };
    case 'home':
      return { ...account, homeExists: true };
    case 'server':
      return account;
  }
}
