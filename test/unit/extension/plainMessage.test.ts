import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainLabel, plainMessage } from '../../../src/extension/plainMessage.ts';

/** As VS Code finds links in notifications (src/vs/base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

it('leaves no link that a notification would run', () => {
  expect(plainMessage('[ok](command:x)')).toBe('[ok] (command:x)');
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      expect(plainMessage(`${before}[ok]\u200b(command:x)${after}`)).not.toMatch(link);
    }),
  );
});

it('shows code in quotes, as no backtick is drawn as code there', () => {
  expect(plainMessage('`ssh gpu1` works, as `x` does')).toBe('“ssh gpu1” works, as “x” does');
});

it('leaves no icon in a label', () => {
  expect(plainLabel('$(trash) $\u200b(alert)')).toBe('$ (trash) $ (alert)');
});
