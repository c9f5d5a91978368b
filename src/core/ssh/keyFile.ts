import { keyTypeOf } from './hostKey.ts';

/** What can be said of a private key file without decrypting or even fully parsing it. */
export interface KeyFileFacts {
  readonly content: 'private' | 'encrypted' | 'public' | 'unknown';
  /** The public key, where the file holds it in the clear. */
  readonly publicBlob?: Buffer;
}

const magic = 'openssh-key-v1\0';

/**
 * Looks at the outside of a key file: OpenSSH's own format (PROTOCOL.key) keeps cipher and public
 * key in the clear, PEM says in its header whether it is encrypted. Decrypting takes seconds of
 * the one thread, so it must be known beforehand that it is not needed.
 */
export function inspectKeyFile(text: string): KeyFileFacts {
  const openSsh = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  if (openSsh !== undefined) return inspectOpenSsh(Buffer.from(openSsh, 'base64'));
  if (/^PuTTY-User-Key-File-\d+:/m.test(text)) {
    return { content: /^Encryption: none\s*$/m.test(text) ? 'private' : 'encrypted' };
  }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    return { content: 'encrypted' };
  }
  if (/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text)) return { content: 'private' };
  const publicBlob = publicKeyLine(text);
  return publicBlob ? { content: 'public', publicBlob } : { content: 'unknown' };
}

/** The key of a `.pub` file: `type base64 comment`. */
export function publicKeyLine(text: string): Buffer | undefined {
  const [, type, base64] = /^\s*(\S+)[ \t]+([A-Za-z0-9+/=]+)/.exec(text) ?? [];
  if (type === undefined || base64 === undefined) return undefined;
  const blob = Buffer.from(base64, 'base64');
  return keyTypeOf(blob) === type ? blob : undefined;
}

function inspectOpenSsh(data: Buffer): KeyFileFacts {
  if (data.toString('latin1', 0, magic.length) !== magic) return { content: 'unknown' };
  let offset = magic.length;
  const next = (): Buffer | undefined => {
    if (offset + 4 > data.length) return undefined;
    const end = offset + 4 + data.readUInt32BE(offset);
    if (end > data.length) return undefined;
    const field = data.subarray(offset + 4, end);
    offset = end;
    return field;
  };
  const [cipher] = [next(), next(), next()];
  // The number of keys, which is always one.
  offset += 4;
  const publicBlob = next();
  if (!cipher || !publicBlob) return { content: 'unknown' };
  const content = cipher.toString('latin1') === 'none' ? 'private' : 'encrypted';
  return { content, publicBlob: Buffer.from(publicBlob) };
}
