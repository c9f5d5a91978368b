import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isPlainWord } from '../../../../src/core/ssh/plainWord.ts';

test('refuses what has a meaning to some shell', () => {
  for (const char of ` \t\n\r\0"'\`$\\&|;<>()[]{}*?!#~^`) {
    expect(isPlainWord(`a${char}`), JSON.stringify(char)).toBe(false);
  }
  expect(isPlainWord('')).toBe(false);
  expect(isPlainWord('käse')).toBe(false);
});

test('a plain word means itself to a shell', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9@%+=:,./_-]{1,20}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), (words) => {
      expect(words.every(isPlainWord)).toBe(true);
      const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${words.join(' ')}`]);
      expect(printed.toString()).toBe(`${words.join('\n')}\n`);
    }),
    { numRuns: 20 },
  );
});
