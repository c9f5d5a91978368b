import * as vscode from 'vscode';
import type { Volume } from '../../core/engine/volumes/engineVolumes.ts';
import { isAnonymous } from '../../core/engine/volumes/volumeText.ts';
import { plainText } from '../../core/errors/dockhopError.ts';
import { volumesViewId } from '../commandIds.ts';
import { escapeMarkdown } from '../explorer/markdown.ts';
import type { RowFace } from '../explorer/rowFace.ts';
import { sizeText } from '../files/sizeText.ts';
import { storedName } from '../stores/storedTarget.ts';
import { useWords } from '../stores/storeFace.ts';
import type { StoredRow } from '../stores/storeRows.ts';
import type { Store } from '../stores/storeView.ts';
import type { Texts } from '../texts.ts';

/** The volumes of engines. */
export const volumeStore: Store<Volume> = {
  kind: 'volume',
  viewId: volumesViewId,
  sourceOf: ({ volumes }) => volumes,
  referencesOf: ({ name }) => [{ reference: name, nameless: isAnonymous(name) }],
  faces: {
    stored: volumeFace,
    nameless: ({ rows }, l10n) => ({
      label: l10n.t('Anonymous volumes'),
      description: String(rows.length),
      icon: 'archive',
      tags: 'nameless',
      expands: 'collapsed',
    }),
    listing: (l10n) => l10n.t('Listing volumes…'),
    empty: (l10n) => l10n.t('No volumes'),
  },
  tooltip: async ({ item }, engine, signal) => {
    // Its size is a nicety: where it cannot be had in time, the rest is told.
    const sizes = await engine?.volumes.sizes(signal).catch(() => undefined);
    return volumeTooltip(item, sizes?.get(item.name), vscode.l10n);
  },
};

export function volumeFace({ stored, item }: StoredRow<Volume>, l10n: Texts): RowFace {
  const label = plainText(storedName(stored));
  const used = useWords(item.usedBy, l10n);
  const facts = [
    ...(item.driver === 'local' ? [] : [plainText(item.driver)]),
    ...(item.directory === undefined ? [] : [plainText(`→ ${item.directory}`)]),
    ...used,
  ];
  return {
    label,
    description: facts.join(' · '),
    icon: 'database',
    ...(used.length === 0 ? { color: 'disabledForeground' } : { color: 'charts.green' }),
    tags: 'volume',
    expands: 'never',
    spoken: [label, ...facts].join(', '),
  };
}

function volumeTooltip(volume: Volume, bytes: number | undefined, l10n: Texts): string {
  const { name, driver, directory, mountPoint, usedBy } = volume;
  const lines: readonly (readonly [string, string])[] = [
    [l10n.t('Name'), name],
    [l10n.t('Driver'), driver],
    [l10n.t('Directory'), directory ?? mountPoint],
    [l10n.t('Size'), bytes === undefined ? '' : sizeText(bytes)],
    [l10n.t('In use by'), usedBy.join(', ')],
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([title, value]) => `- ${escapeMarkdown(title)}: ${escapeMarkdown(value)}`)
    .join('\n');
}
