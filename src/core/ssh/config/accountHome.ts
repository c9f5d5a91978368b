import { homedir, userInfo } from 'node:os';

/**
 * The home directory as OpenSSH sees it: the account's, whatever HOME says (on Windows the
 * profile). Where the account has no entry (a bare uid in a container), HOME has to do.
 */
export function accountHome(): string {
  if (process.platform === 'win32') return homedir();
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}
