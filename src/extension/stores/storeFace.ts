import { noteFace } from '../explorer/noteFace.ts';
import type { HostSnapshot } from '../explorer/hostSession.ts';
import { rowFace, type RowFace } from '../explorer/rowFace.ts';
import type { Texts } from '../texts.ts';
import type { NamelessRow, StoredRow, StoreRow } from './storeRows.ts';

/** How the things of one kind look, and what is said where there are none. */
export interface StoreFaces<Item> {
  readonly stored: (row: StoredRow<Item>, l10n: Texts) => RowFace;
  readonly nameless: (row: NamelessRow<Item>, l10n: Texts) => RowFace;
  readonly listing: (l10n: Texts) => string;
  readonly empty: (l10n: Texts) => string;
}

/** How a row looks. `snapshot` is that of the row's host. */
export function storeFace<Item>(
  row: StoreRow<Item>,
  snapshot: HostSnapshot<readonly Item[]>,
  faces: StoreFaces<Item>,
  l10n: Texts,
): RowFace {
  switch (row.kind) {
    case 'stored':
      return faces.stored(row, l10n);
    case 'nameless':
      return faces.nameless(row, l10n);
    case 'note': {
      const face = noteFace(row, l10n);
      if (row.note.type === 'listing') return { ...face, label: faces.listing(l10n) };
      return row.note.type === 'empty' ? { ...face, label: faces.empty(l10n) } : face;
    }
    case 'host':
    case 'engine':
      return rowFace(row, { ...snapshot, engines: [] }, l10n);
  }
}

/** Who keeps it from being removed: `in use by trainer, web`. */
export function useWords(usedBy: readonly string[], l10n: Texts): readonly string[] {
  return usedBy.length === 0 ? [] : [l10n.t('in use by {names}', { names: usedBy.join(', ') })];
}
