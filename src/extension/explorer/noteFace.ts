import { describeError, type ErrorDescription } from '../../core/errors/dockhopError.ts';
import { quoteCode } from '../plainMessage.ts';
import type { Texts } from '../texts.ts';
import type { RowFace } from './rowFace.ts';
import type { NoteRow } from './treeRows.ts';

/** How a row looks that says what is going on or what failed. */
export function noteFace({ note }: NoteRow, l10n: Texts): RowFace {
  const common = { tags: 'note', expands: 'never' } as const;
  switch (note.type) {
    case 'connecting':
      return { ...common, label: l10n.t('Connecting…'), icon: 'loading~spin' };
    case 'listing':
      return { ...common, label: l10n.t('Listing containers…'), icon: 'loading~spin' };
    case 'empty':
      return { ...common, label: l10n.t('No containers'), icon: 'info' };
    case 'hidden':
      return {
        ...common,
        label: l10n.t('The filter hides all containers'),
        icon: 'filter',
        tags: 'note;hidden',
      };
    case 'reconnecting': {
      const { message, hop } = wordsOf(note.failure, l10n);
      // In the label, because a narrow view cuts what follows it.
      const label =
        hop === undefined ? l10n.t('Reconnecting…') : l10n.t('Reconnecting to {hop}…', { hop });
      return {
        ...common,
        label,
        description: message,
        icon: 'sync~spin',
        tags: 'note;retry',
        spoken: `${label} ${message}`,
      };
    }
    case 'failed':
      return {
        ...common,
        label: wordsOf(note.failure, l10n).message,
        icon: 'error',
        color: 'list.errorForeground',
        tags: 'note;retry',
      };
    case 'next':
      return { ...common, label: wordsOf(note.failure, l10n).action, icon: 'lightbulb' };
  }
}

/** What happened and what to do, where backticks are not drawn as code. */
export function wordsOf(failure: unknown, l10n: Texts): ErrorDescription {
  const words = describeError(failure, (english) => l10n.t(english));
  return { ...words, message: quoteCode(words.message), action: quoteCode(words.action) };
}
