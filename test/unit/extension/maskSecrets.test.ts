import { expect, it } from 'vitest';
import { maskSecrets } from '../../../src/extension/maskSecrets.ts';

it.each([
  ['DB_PASSWORD=hunter2 and more', 'DB_PASSWORD=••• and more'],
  ['token: "abc def" rest', 'token: ••• rest'],
  ['Authorization: Bearer abc.def', 'Authorization: •••'],
  ['https://user:pass@example.org/x', 'https://user:•••@example.org/x'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----', '•••'],
  ['-----BEGIN PRIVATE KEY-----\ncut off', '•••'],
])('%s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

it.each(['Connecting to jump (10.0.0.5:22)', 'ssh-ed25519 SHA256:abc', 'probe: 3 lines'])(
  'leaves %s',
  (text) => {
    expect(maskSecrets(text)).toBe(text);
  },
);

it.each(['password-', 'a-', 'token:', '-----BEGIN PRIVATE KEY-----', 'a://a', "secret='"])(
  'takes no time over megabytes of %s',
  (words) => {
    const begun = performance.now();
    maskSecrets(words.repeat(1_000_000));
    // Looking at each for the end of it would take hours.
    expect(performance.now() - begun).toBeLessThan(5000);
  },
);
