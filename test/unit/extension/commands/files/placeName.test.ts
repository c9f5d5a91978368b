import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlaceName } from '../../../../../src/extension/commands/files/placeName.ts';

test.each(['notes.txt', '-rf', '...', ' ', '模型', 'a\nb', 'é'.repeat(127)])(
  '%j is a name',
  (name) => {
    expect(isPlaceName(name)).toBe(true);
  },
);

test.each(['', '.', '..', 'a/b', '/', 'a\0b', 'é'.repeat(128)])('%j is none', (name) => {
  expect(isPlaceName(name)).toBe(false);
});

test('what is called so stays in its directory', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\0') }), (name) => {
      fc.pre(isPlaceName(name));
      expect(posix.dirname(posix.join('/some/place', name))).toBe('/some/place');
    }),
  );
});
