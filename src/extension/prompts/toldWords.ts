import { toldTexts } from '../../core/ssh/tellForAWhile.ts';
import type { Texts } from '../texts.ts';

/** What core tells, in the person's language; ssh's own words stay as they are. */
export function toldWords(text: string, l10n: Texts): string {
  switch (text) {
    case toldTexts.unshared:
      return l10n.t(
        'it asks once for Dockhop and once more for each window and terminal, as connections cannot be shared on this machine',
      );
    case toldTexts.asksAnew:
      return l10n.t(
        'each window and terminal that goes through it asks anew, as ssh cannot be told where the shared connection is',
      );
    case toldTexts.provenOpen:
      return l10n.t(
        'its entry is proven over the connection that is open, as ssh would have to ask; each window and terminal that goes through it will',
      );
    default:
      return text;
  }
}
