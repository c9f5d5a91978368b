import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { whyNoName } from '../../../../../../src/core/engine/files/laptop/laptopName.ts';

describe('a name that a stranger gave', () => {
  test.each(['', '.', '..', 'a/b', '/', 'a\0', 'a\u{fffd}', 'ä'.repeat(128)])(
    'is none anywhere: %j',
    (name) => {
      expect(whyNoName(name, 'linux')).toBeTypeOf('string');
      expect(whyNoName(name, 'win32')).toBeTypeOf('string');
    },
  );

  test.each(['CON', 'nul.txt', 'com1', 'LPT¹.a', 'a:b', '..\\x', 'C:', 'a.', 'a ', 'a?', 'a\n'])(
    'is none on Windows: %j',
    (name) => {
      expect(whyNoName(name, 'win32')).toBeTypeOf('string');
      expect(whyNoName(name, 'linux')).toBeUndefined();
    },
  );

  test('that may be one stays in its directory', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        if (whyNoName(name, 'linux') === undefined) {
          expect(path.posix.dirname(path.posix.join('/here', name))).toBe('/here');
        }
        if (whyNoName(name, 'win32') === undefined) {
          expect(path.win32.dirname(path.win32.join('c:\\here', name))).toBe('c:\\here');
        }
      }),
    );
  });
});
