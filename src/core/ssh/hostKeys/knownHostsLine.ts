import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyTypeOf } from './hostKey.ts';
import { matchesPatterns } from '../config/hostPattern.ts';

/** One key of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostsLine {
  readonly marker?: 'revoked' | 'cert-authority';
  /** The first field: patterns parted by commas, or one hashed name. */
  readonly hosts: string;
  readonly keyType: string;
  /** The key in base64, as in the file. */
  readonly key: string;
}

/**
 * Reads a known_hosts file. What is not a key of protocol 2, has a marker that is not known, or
 * whose key is not of the type that its line names is left out: it can vouch for nothing.
 */
export function parseKnownHosts(text: string): KnownHostsLine[] {
  return text.split(/\r?\n/).flatMap((line) => parseLine(line) ?? []);
}

function parseLine(line: string): KnownHostsLine | undefined {
  const fields = line.trim().split(/[ \t]+/);
  const first = fields[0] ?? '';
  if (first === '' || first.startsWith('#')) return undefined;
  const marked = first.startsWith('@');
  const marker = first === '@revoked' ? 'revoked' : 'cert-authority';
  if (marked && first !== `@${marker}`) return undefined;
  const [hosts, keyType, key] = marked ? fields.slice(1) : fields;
  if (hosts === undefined || keyType === undefined || key === undefined) return undefined;
  const blob = Buffer.from(key, 'base64');
  if (keyTypeOf(blob) !== keyType) return undefined;
  return { ...(marked ? { marker } : {}), hosts, keyType, key: blob.toString('base64') };
}

/** True when the line is about this name: `host`, `[host]:port` or a HostKeyAlias. */
export function isAbout({ hosts }: KnownHostsLine, name: string): boolean {
  const lowerCase = name.toLowerCase();
  if (!hosts.startsWith('|')) return matchesPatterns(lowerCase, hosts.split(','));
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(hosts) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const wanted = Buffer.from(hash, 'base64');
  const found = hmac(lowerCase, Buffer.from(salt, 'base64'));
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}

/** The line that ssh would write for a new key, without its end. */
export function newLine(
  name: string,
  blob: Buffer,
  { hashed, salt = randomBytes(20) }: { readonly hashed: boolean; readonly salt?: Buffer },
): string {
  const lowerCase = name.toLowerCase();
  const hosts = hashed
    ? `|1|${salt.toString('base64')}|${hmac(lowerCase, salt).toString('base64')}`
    : lowerCase;
  return `${hosts} ${keyTypeOf(blob) ?? ''} ${blob.toString('base64')}`;
}

/** The name under which known_hosts keeps a host: with its port where that is not 22. */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

function hmac(name: string, salt: Buffer): Buffer {
  return createHmac('sha1', salt).update(name).digest();
}
