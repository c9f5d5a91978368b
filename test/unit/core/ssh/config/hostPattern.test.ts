import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern, matchesPatterns } from '../../../../../src/core/ssh/config/hostPattern.ts';

test('one match with ! overrules all others', () => {
  expect(matchesPatterns('gpu1', ['gpu*', '!gpu2'])).toBe(true);
  expect(matchesPatterns('gpu2', ['gpu*', '!gpu2'])).toBe(false);
  expect(matchesPatterns('gpu2', ['!gpu2'])).toBe(false);
  expect(matchesPatterns('gpu3', ['!gpu2'])).toBe(false);
});

test('wildcards match as an expression with the same meaning', () => {
  const text = fc.stringMatching(/^[abA.]{0,8}$/);
  const pattern = fc.stringMatching(/^[abA.*?]{0,8}$/);
  fc.assert(
    fc.property(text, pattern, (name, glob) => {
      const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
      expect(matchesPattern(name, glob)).toBe(new RegExp(`^${source}$`, 'i').test(name));
    }),
    { numRuns: 1000 },
  );
});

test('many stars take no time', () => {
  expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(500)}b`)).toBe(false);
});
