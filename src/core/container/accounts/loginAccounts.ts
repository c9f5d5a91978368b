import type { ContainerDetails } from '../../engine/container.ts';
import type { ExecEngine } from '../../engine/engine.ts';
import { loginName } from './loginUser.ts';

/** Somebody who could log in, as a container's passwd file says. */
export interface LoginAccount {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

const mostBytes = 1024 * 1024;
const mostAccounts = 1000;
const timeoutMs = 20_000;
/** Of accounts that are not for people (nologin(8), passwd(5)). */
const noShells = /\/(?:nologin|false|sync|shutdown|halt)$/;

/**
 * The accounts of a running container whose login shell is one; root first, then by uid.
 * @returns none where the container has no passwd file, or no program that would show it.
 * @throws DockhopError of the engine or the container.
 */
export async function loginAccounts(
  engine: ExecEngine,
  container: ContainerDetails,
  signal: AbortSignal,
): Promise<readonly LoginAccount[]> {
  const { exitCode, stdout } = await engine.exec(
    container,
    {
      ...{ uid: 0, maxBytes: mostBytes, timeoutMs, what: 'listing its accounts' },
      command: ['cat', '/etc/passwd'],
    },
    signal,
  );
  return exitCode === 0 ? parseLoginAccounts(stdout) : [];
}

/**
 * Reads a passwd file (passwd(5)). What is no account, or none that an entry may name, is left out.
 */
export function parseLoginAccounts(passwd: string): readonly LoginAccount[] {
  const accounts = new Map<string, LoginAccount>();
  for (const line of passwd.split('\n')) {
    const [name = '', , uid = '', , , home = '', shell = ''] = line.split(':');
    const fits = loginName.test(name) && /^\d{1,9}$/.test(uid) && !noShells.test(shell);
    // The first line of a name is the one that counts (getpwnam(3)).
    if (fits && !accounts.has(name)) accounts.set(name, { name, uid: Number(uid), home });
  }
  return [...accounts.values()].sort((a, b) => a.uid - b.uid).slice(0, mostAccounts);
}
