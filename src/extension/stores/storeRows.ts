import type { EngineInfo } from '../../core/engine/engine.ts';
import type { HostSnapshot, EngineSnapshot } from '../explorer/hostSession.ts';
import { notesOf } from '../explorer/rowsUnder.ts';
import {
  engineRowId,
  rowId,
  type EngineRow,
  type HostRow,
  type NoteRow,
} from '../explorer/treeRows.ts';
import { byReference, type StoredTarget } from './storedTarget.ts';

/** An image by one of its names, or a volume. */
export interface StoredRow<Item> {
  readonly kind: 'stored';
  readonly host: string;
  readonly stored: StoredTarget;
  readonly engine: EngineInfo;
  readonly item: Item;
  /** It has no name that says anything to people. */
  readonly nameless: boolean;
}

/** Those without a name, under one row that is closed at first. */
export interface NamelessRow<Item> {
  readonly kind: 'nameless';
  readonly host: string;
  readonly engine: EngineInfo;
  readonly rows: readonly StoredRow<Item>[];
}

export type StoreRow<Item> = HostRow | EngineRow | NoteRow | StoredRow<Item> | NamelessRow<Item>;

/** By what an item is asked for: one row each. */
export type ReferencesOf<Item> = (
  item: Item,
) => readonly { readonly reference: string; readonly nameless: boolean }[];

/** Stable while the thing lives. */
export function storeRowId<Item>(row: StoreRow<Item>): string {
  switch (row.kind) {
    case 'stored':
      return `${row.stored.kind}:${row.host}/${row.engine.id}/${row.stored.reference}`;
    case 'nameless':
      return `nameless:${row.host}/${row.engine.id}`;
    case 'host':
    case 'engine':
    case 'note':
      return rowId(row);
  }
}

/** The rows under a host: its engines when there are several, else what the one has. */
export function storeRowsOfHost<Item>(
  kind: StoredTarget['kind'],
  snapshot: HostSnapshot<readonly Item[]>,
  referencesOf: ReferencesOf<Item>,
): readonly StoreRow<Item>[] {
  const { host, engines } = snapshot;
  const notes = notesOf(host, `host:${host}`, snapshot.liveness, 'connecting');
  const [only, second] = engines;
  if (!only) return notes;
  if (!second) return [...notes, ...storeRowsOfEngine(kind, host, only, referencesOf)];
  return [
    ...notes,
    ...engines.map(({ info }): EngineRow => ({ kind: 'engine', host, engine: info })),
  ];
}

/** The rows under an engine: what has a name, and at last one for what has none. */
export function storeRowsOfEngine<Item>(
  kind: StoredTarget['kind'],
  host: string,
  { info, liveness }: EngineSnapshot<readonly Item[]>,
  referencesOf: ReferencesOf<Item>,
): readonly StoreRow<Item>[] {
  const parent = engineRowId(host, info.id);
  const notes = notesOf(host, parent, liveness, 'listing');
  const items = liveness.phase === 'failed' ? undefined : liveness.value;
  if (!items) return notes;
  const rows = items.flatMap((item) =>
    referencesOf(item).map(({ reference, nameless }): StoredRow<Item> => {
      const stored = { host, engine: info.id, kind, reference };
      return { kind: 'stored', host, stored, engine: info, item, nameless };
    }),
  );
  const named = rows.filter((row) => !row.nameless).sort((a, b) => byReference(a.stored, b.stored));
  const nameless = rows.filter((row) => row.nameless);
  const listed: readonly StoreRow<Item>[] =
    nameless.length === 0
      ? named
      : [...named, { kind: 'nameless', host, engine: info, rows: nameless }];
  if (listed.length > 0 || liveness.phase !== 'live') return [...notes, ...listed];
  return [...notes, { kind: 'note', host, parent, note: { type: 'empty' } }];
}
