import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeMarkdown } from '../../../../src/extension/explorer/markdown.ts';

it('leaves no punctuation that Markdown could act on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      const left = escapeMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '');
      expect(left).not.toMatch(/[!-/:-@[-`{-~\n]/);
    }),
  );
});
