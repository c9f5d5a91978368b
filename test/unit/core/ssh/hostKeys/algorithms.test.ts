import { expect, test } from 'vitest';
import {
  hostKeyOrder,
  offeredAlgorithms,
} from '../../../../../src/core/ssh/hostKeys/algorithms.ts';

test('asks for a key that is known first', () => {
  expect(hostKeyOrder([])[0]).toBe('ssh-ed25519');
  expect(hostKeyOrder(['ssh-rsa']).slice(0, 2)).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
  expect(hostKeyOrder(['ecdsa-sha2-nistp256'])[0]).toBe('ecdsa-sha2-nistp256');
});

test('offers nothing that rests on SHA-1 or DSA, whatever is known or configured', () => {
  const config = new Map([['hostkeyalgorithms', ['ssh-rsa,ssh-dss']]]);
  const offered = offeredAlgorithms(['ssh-rsa', 'ssh-dss'], config);
  const text = JSON.stringify(offered);
  expect(text).not.toMatch(/"ssh-rsa"|ssh-dss|sha1/);
  expect(offered.serverHostKey).toHaveLength(6);
});

test('leaves out what HostKeyAlgorithms leaves out', () => {
  const config = new Map([['hostkeyalgorithms', ['ssh-ed25519,rsa-sha2-512']]]);
  expect(hostKeyOrder(['ssh-rsa'], config)).toEqual(['rsa-sha2-512', 'ssh-ed25519']);
});
