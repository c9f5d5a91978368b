import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { utils } from 'ssh2';
import * as v from 'valibot';

const keyType = 'ssh-ed25519';
const jwk = v.object({ x: v.string(), d: v.string() });

export interface KeyText {
  /** The private key file, in OpenSSH's format. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string;
}

/**
 * A new ed25519 key without passphrase, as `ssh-keygen -t ed25519` writes it (OpenSSH PROTOCOL.key).
 * Not made by ssh2, whose generator drops leading zero bytes of the public key: one key in some
 * hundred cannot be read again.
 */
export function newKey(comment: string): KeyText {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x, d } = v.parse(jwk, privateKey.export({ format: 'jwk' }));
  const publicPart = Buffer.from(x, 'base64url');
  const secret = Buffer.from(d, 'base64url');
  const publicBlob = Buffer.concat([lengthAnd(keyType), lengthAnd(publicPart)]);
  return {
    privateKey: armour(keyFile(publicBlob, publicPart, secret, comment)),
    publicKey: publicLine(publicBlob, comment),
  };
}

/** The public key and comment of a private key file; undefined when it is not such a key. */
export function readKey(privateKey: Buffer): { publicKey: string; comment: string } | undefined {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error || parsed.type !== keyType || !parsed.isPrivateKey()) {
    return undefined;
  }
  const { comment } = parsed;
  return { publicKey: publicLine(parsed.getPublicSSH(), comment), comment };
}

function publicLine(blob: Buffer, comment: string): string {
  return `${keyType} ${blob.toString('base64')} ${comment}`;
}

function keyFile(publicBlob: Buffer, publicPart: Buffer, secret: Buffer, comment: string): Buffer {
  const check = randomBytes(4);
  const privatePart = padded(
    Buffer.concat([
      check,
      check,
      publicBlob,
      lengthAnd(Buffer.concat([secret, publicPart])),
      lengthAnd(comment),
    ]),
  );
  const header = [lengthAnd('none'), lengthAnd('none'), lengthAnd(''), uint32(1)];
  const magic = Buffer.from('openssh-key-v1\0');
  return Buffer.concat([magic, ...header, lengthAnd(publicBlob), lengthAnd(privatePart)]);
}

/** To a multiple of eight, the block size of the cipher `none`, with 1, 2, 3 … */
function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, i) => i + 1))]);
}

function lengthAnd(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function armour(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  const name = 'OPENSSH PRIVATE KEY';
  return [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`, ''].join('\n');
}
