import { failure } from '../../errors/dockhopError.ts';
import { plainPublicKey } from '../../ssh/login/publicKeyLine.ts';

/**
 * An ed25519 public key, `ssh-ed25519 AAAA…` (RFC 8709, section 4): always the same 19 bytes, of
 * which one base64 digit is shared with the key, then the key's 32.
 */
export const ed25519Key = /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/;

const laptopId = /^[a-z0-9-]{1,64}$/;

/** The comment that ends the line of one laptop in authorized_keys. */
export function laptopMark(laptop: string): string {
  if (laptopId.test(laptop)) return `dockhop:${laptop}`;
  throw failure('UNEXPECTED', { reason: 'the id of this laptop is not [a-z0-9-]+' });
}

/**
 * A line of authorized_keys (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
 * @param key `ssh-ed25519 AAAA…`, or a key of another type; a comment of its own is dropped.
 * @param options as they stand in front of the key; empty for none.
 */
export function authorizedKeyLine(key: string, laptop: string, options: string): string {
  const withoutComment = plainPublicKey(key);
  if (withoutComment === undefined) {
    throw failure('UNEXPECTED', { reason: 'the key of this laptop is no public key' });
  }
  return `${options === '' ? '' : `${options} `}${withoutComment} ${laptopMark(laptop)}`;
}
