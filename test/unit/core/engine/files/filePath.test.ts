import { describe, expect, test } from 'vitest';
import { filePath } from '../../../../../src/core/engine/files/filePath.ts';

describe('a path in a container', () => {
  test.each([
    ['/', '/'],
    ['/a//b/./c/', '/a/b/c'],
    ['/../../etc', '/etc'],
    ['/-rf\n"$(id)', '/-rf\n"$(id)'],
  ])('is absolute and plain: %j', (text, path) => {
    expect(filePath('box', text)).toBe(path);
  });

  test.each(['', 'a', './a', '-rf', '/a\0b', `/${'a'.repeat(4096)}`, '/\ud800'])(
    'is none: %j',
    (text) => {
      expect(() => filePath('box', text)).toThrow(expect.objectContaining({ code: 'FILE_ABSENT' }));
    },
  );
});
