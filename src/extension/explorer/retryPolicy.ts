import { DockhopError } from '../../core/errors/dockhopError.ts';
import { refusedLogin } from '../../core/ssh/builtin/proxyCommandStream.ts';
import type { ErrorCode } from '../../core/errors/catalogue.ts';

/** The network's doing: trying again costs nobody anything. */
const always: readonly ErrorCode[] = ['JUMP_UNREACHABLE', 'CONNECTION_LOST', 'HOP_TIMEOUT'];

/**
 * Worth another try only where it worked a moment ago: then the engine or a machine on the way is
 * on its way back.
 */
const onceLive: readonly ErrorCode[] = [
  'ENGINE_NOT_FOUND',
  'ENGINE_REFUSED',
  'ENGINE_TIMEOUT',
  'ENGINE_UNREADABLE',
  'FORWARDING_REFUSED',
  'PROXY_COMMAND_FAILED',
];

/**
 * May a view try again by itself? Never after AUTH_FAILED, ANSWER_NEEDED or anything about host
 * keys: the account may lock, and the person has to look.
 */
export function mayRetry(error: unknown, wasLive: boolean): boolean {
  if (!(error instanceof DockhopError)) return false;
  const { code, details } = error;
  // The login at a jump host that the ssh in a ProxyCommand tried is an account's as well.
  if (code === 'PROXY_COMMAND_FAILED' && refusedLogin.test(details['reason'] ?? '')) return false;
  return always.includes(code) || (wasLive && onceLive.includes(code));
}
