import { describe, expect, it } from 'vitest';
import { toldTexts } from '../../../../src/core/ssh/tellForAWhile.ts';
import { toldWords } from '../../../../src/extension/prompts/toldWords.ts';

describe('what core tells', () => {
  it.each(Object.values(toldTexts))('is translated: %s', (text) => {
    const asked: string[] = [];
    const l10n = {
      t: (english: string) => {
        asked.push(english);
        return 'translated';
      },
    };
    expect(toldWords(text, l10n)).toBe('translated');
    // The bundle is keyed by the very text.
    expect(asked).toEqual([text]);
  });

  it('is left as it is where it is ssh’s', () => {
    const l10n = { t: () => 'translated' };
    expect(toldWords('Confirm user presence', l10n)).toBe('Confirm user presence');
  });
});
