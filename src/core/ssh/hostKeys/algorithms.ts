import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';
import { configValue } from '../config/configValue.ts';
import type { HostConfig } from '../config/hostConfig.ts';

/** What may sign for a host: no SHA-1 (`ssh-rsa`), no DSA, and what ssh2 can check. */
const hostKeyAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const satisfies readonly ServerHostKeyAlgorithm[];

/**
 * The host key algorithms to offer, those of known keys first (as OpenSSH's order_hostkeyalgs):
 * a server that has several keys then shows the one that can be checked. What the person's
 * HostKeyAlgorithms leaves out is left out, unless nothing would remain.
 */
export function hostKeyOrder(
  knownTypes: readonly string[],
  config: HostConfig = new Map(),
): ServerHostKeyAlgorithm[] {
  const wanted = configValue(config, 'hostkeyalgorithms')?.split(',');
  const allowed = hostKeyAlgorithms.filter((name) => wanted?.includes(name) ?? true);
  const offered = allowed.length > 0 ? allowed : hostKeyAlgorithms;
  const isKnown = (name: string): boolean => knownTypes.includes(keyTypeOfAlgorithm(name));
  return [...offered.filter(isKnown), ...offered.filter((name) => !isKnown(name))];
}

/** What is offered to a hop: ssh2's defaults without anything that rests on SHA-1. */
export function offeredAlgorithms(knownTypes: readonly string[], config: HostConfig): Algorithms {
  return {
    serverHostKey: hostKeyOrder(knownTypes, config),
    hmac: [
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha2-256',
      'hmac-sha2-512',
    ],
    // Compression costs more than it saves where a channel carries what is compressed already.
    compress: ['none', 'zlib@openssh.com'],
  };
}

/** An RSA key signs in several ways and is one type. */
function keyTypeOfAlgorithm(name: string): string {
  return name.startsWith('rsa-sha2-') ? 'ssh-rsa' : name;
}
