import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileAuthority, fileOwner } from '../../../../src/extension/files/fileAuthority.ts';

const container = 'a1'.repeat(32);

test('an authority is readable, and as it is in lower case', () => {
  const owner = { host: 'GPU1', engine: 'docker-rootless', container };
  const authority = `_47_50_551.docker-rootless.${container}`;
  expect(fileAuthority(owner)).toBe(authority);
  expect(fileOwner(authority)).toEqual(owner);
});

test('any host comes back, also through an editor that writes authorities in lower case', () => {
  const hosts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(hosts, (host) => {
      const authority = fileAuthority({ host, engine: 'podman', container });
      expect(authority).toMatch(/^[a-z0-9_.-]+$/);
      expect(fileOwner(authority.toLowerCase())).toEqual({ host, engine: 'podman', container });
    }),
  );
});

test.each([
  '',
  'gpu1',
  `gpu1.docker.${container}.x`,
  `gpu1.docker.${container.slice(1)}`,
  `GPU1.docker.${container}`,
  `gpu_31.docker.${container}`,
  `gpu_ff.docker.${container}`,
  `gpu@1.docker.${container}`,
])('what is none is none: %s', (authority) => {
  expect(fileOwner(authority)).toBeUndefined();
});
