import { createHash } from 'node:crypto';

/** The type named inside a public key blob (RFC 4253, section 6.6), such as `ssh-ed25519`. */
export function keyTypeOf(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  if (length === 0 || length > 64 || 4 + length > blob.length) return undefined;
  const type = blob.toString('latin1', 4, 4 + length);
  return /^[\x21-\x7e]+$/.test(type) ? type : undefined;
}

/** As ssh prints it: `SHA256:` and the hash in base64 without padding. */
export function fingerprintOf(blob: Buffer): string {
  const hash = createHash('sha256').update(blob).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}
