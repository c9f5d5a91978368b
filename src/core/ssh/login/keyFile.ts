import { keyTypeOf } from '../hostKeys/hostKey.ts';
import { WireReader } from './wireReader.ts';

/** What can be said of a private key file without decrypting or even fully parsing it. */
export interface KeyFileFacts {
  /** `strange`: encrypted in a way that only other programs know. */
  readonly content: 'private' | 'encrypted' | 'strange' | 'public' | 'unknown';
  /** The public key, where the file holds it in the clear. */
  readonly publicBlob?: Buffer;
}

const magic = 'openssh-key-v1\0';

/** With which ssh2 opens OpenSSH's own format; OpenSSH has written aes256-ctr and -cbc. */
const ciphers = /^(?:aes(?:128|192|256)-(?:ctr|cbc)|aes(?:128|256)-gcm@openssh\.com|3des-cbc)$/;

/**
 * Looks at the outside of a key file: OpenSSH's own format (PROTOCOL.key) keeps cipher and public
 * key in the clear, PEM and PuTTY say in their headers whether they are encrypted. Decrypting takes
 * seconds, so it must be known beforehand that it is needed, and that it can be done.
 */
export function inspectKeyFile(text: string): KeyFileFacts {
  const openSsh = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  if (openSsh !== undefined) return inspectOpenSsh(Buffer.from(openSsh, 'base64'));
  if (/^PuTTY-User-Key-File-\d+:/m.test(text)) return inspectPutty(text);
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
  const reader = new WireReader(data, magic.length);
  const [cipher, derivation] = [reader.field(), reader.field(), reader.field()];
  // The number of keys, which is always one.
  reader.uint32();
  const publicBlob = reader.field();
  if (!cipher || !derivation || !publicBlob) return { content: 'unknown' };
  const content = openSshContent(cipher.toString('latin1'), derivation.toString('latin1'));
  return { content, publicBlob: Buffer.from(publicBlob) };
}

function openSshContent(cipher: string, derivation: string): KeyFileFacts['content'] {
  if (cipher === 'none') return 'private';
  return ciphers.test(cipher) && derivation === 'bcrypt' ? 'encrypted' : 'strange';
}

/** PuTTY's files (PuTTY manual, appendix C): of version 2 ssh2 reads RSA keys, of 3 nothing. */
function inspectPutty(text: string): KeyFileFacts {
  if (/^Encryption: none\s*$/m.test(text)) return { content: 'private' };
  const isKnown = /^PuTTY-User-Key-File-2: ssh-rsa\s*\nEncryption: aes256-cbc\s*$/m.test(text);
  return { content: isKnown ? 'encrypted' : 'strange' };
}
