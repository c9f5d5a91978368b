import { failure } from '../../errors/dockhopError.ts';

/** Login names that may stand in an entry and in AllowUsers: no pattern, no option, no quoting. */
export const loginName = /^[a-z_][a-z0-9_-]{0,31}$/;

const uid = /^\d{1,10}$/;

/**
 * May this account of a passwd file be logged in to? podman calls one that it makes for a uid without an
 * entry by that number; a number that is somebody else's uid is a trap.
 */
export function isLoginAccount(account: { readonly name: string; readonly uid: number }): boolean {
  return loginName.test(account.name) || (account.uid > 0 && account.name === String(account.uid));
}

/**
 * Whom to log in as, in the words of whoever asked: a name or a uid, not looked up yet.
 * @param requested what the person named, if anybody.
 * @param configured the container's own user: `name`, `uid`, `name:group` or empty for root.
 * @throws USER_UNKNOWN for what no account of ours may be called.
 */
export function loginUser(
  container: string,
  requested: string | undefined,
  configured: string,
): string {
  const [own = ''] = configured.split(':');
  const user = requested ?? (own === '' ? 'root' : own);
  if (loginName.test(user) || uid.test(user)) return user;
  throw failure('USER_UNKNOWN', { user, container, reason: 'that is not a plain login name' });
}
