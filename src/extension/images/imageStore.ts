import * as vscode from 'vscode';
import type { Image } from '../../core/engine/images/engineImages.ts';
import { plainText } from '../../core/errors/dockhopError.ts';
import { imagesViewId } from '../commandIds.ts';
import { escapeMarkdown } from '../explorer/markdown.ts';
import type { RowFace } from '../explorer/rowFace.ts';
import { sizeText } from '../files/sizeText.ts';
import { storedName } from '../stores/storedTarget.ts';
import { useWords } from '../stores/storeFace.ts';
import type { StoredRow } from '../stores/storeRows.ts';
import type { Store } from '../stores/storeView.ts';
import type { Texts } from '../texts.ts';
import { ageWords } from './ageWords.ts';

/** The images of engines, by each of their names. */
export const imageStore: Store<Image> = {
  kind: 'image',
  viewId: imagesViewId,
  sourceOf: ({ images }) => images,
  referencesOf: ({ id, names }) =>
    names.length === 0
      ? [{ reference: id, nameless: true }]
      : names.map((reference) => ({ reference, nameless: false })),
  faces: {
    stored: (row, l10n) => imageFace(row, Date.now(), l10n),
    nameless: ({ rows }, l10n) => ({
      label: l10n.t('Images without a name'),
      description: `${rows.length} · ${sizeText(rows.reduce((sum, { item }) => sum + item.bytes, 0))}`,
      icon: 'archive',
      tags: 'nameless',
      expands: 'collapsed',
    }),
    listing: (l10n) => l10n.t('Listing images…'),
    empty: (l10n) => l10n.t('No images'),
  },
  tooltip: ({ item }) => Promise.resolve(imageTooltip(item, vscode.l10n)),
};

export function imageFace(
  { stored, item, nameless }: StoredRow<Image>,
  now: number,
  l10n: Texts,
): RowFace {
  const label = plainText(storedName(stored));
  const used = useWords(item.usedBy, l10n);
  const age = ageWords(item.createdMs, now, l10n);
  const facts = [sizeText(item.bytes), ...(age === undefined ? [] : [age]), ...used];
  return {
    label,
    description: facts.join(' · '),
    icon: 'package',
    ...(used.length === 0 ? { color: 'disabledForeground' } : { color: 'charts.green' }),
    tags: nameless ? 'image;nameless' : 'image;named',
    expands: 'never',
    spoken: [label, ...facts].join(', '),
  };
}

function imageTooltip({ id, names, bytes, createdMs, usedBy }: Image, l10n: Texts): string {
  const lines: readonly (readonly [string, string])[] = [
    [l10n.t('Id'), id.slice(0, 12)],
    [l10n.t('Names'), names.join(', ')],
    [l10n.t('Size'), sizeText(bytes)],
    [l10n.t('Made'), createdMs === 0 ? '' : new Date(createdMs).toLocaleString()],
    [l10n.t('In use by'), usedBy.join(', ')],
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([title, value]) => `- ${escapeMarkdown(title)}: ${escapeMarkdown(value)}`)
    .join('\n');
}
