import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandTokens } from '../../../../../src/core/ssh/config/tokens.ts';

test('expands known tokens and nothing else', () => {
  expect(expandTokens('nc %h %p 100%%', { h: 'gpu1', p: '22' })).toBe('nc gpu1 22 100%');
  expect(expandTokens('%%h', { h: 'x' })).toBe('%h');
  expect(expandTokens('%x', { h: 'x' })).toBeUndefined();
  expect(expandTokens('100%', {})).toBeUndefined();
  expect(expandTokens('%h', { h: '%p', p: '22' })).toBe('%p');
});

test('doubled percent signs are the text itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('a%h é')) }), (text) => {
      expect(expandTokens(text.replaceAll('%', '%%'), {})).toBe(text);
    }),
  );
});
