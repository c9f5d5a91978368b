import { failure } from '../../errors/dockhopError.ts';

/** Login names that may stand in an entry and in AllowUsers: no pattern, no option, no quoting. */
export const loginName = /^[a-z_][a-z0-9_-]{0,31}$/;

const uid = /^\d{1,10}$/;

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
