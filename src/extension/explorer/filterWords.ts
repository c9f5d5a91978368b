import { plainMessage } from '../plainMessage.ts';
import type { Texts } from '../texts.ts';
import type { ViewChoices } from './viewChoices.ts';

/** What stands above the tree while some containers may be left out; empty while all are shown. */
export function filterWords({ text, runningOnly }: ViewChoices, l10n: Texts): string {
  const wanted = text.trim();
  const parts = [
    ...(runningOnly ? [l10n.t('running only')] : []),
    ...(wanted === '' ? [] : [l10n.t('with “{text}”', { text: plainMessage(wanted) })]),
  ];
  return parts.length === 0 ? '' : l10n.t('Containers: {which}', { which: parts.join(', ') });
}
