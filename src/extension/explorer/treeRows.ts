import { sshStateOf, type KnownEntry, type SshState } from '../../core/attach/recordOf.ts';
import type { Container } from '../../core/engine/container.ts';
import type { EngineInfo } from '../../core/engine/engine.ts';
import type { ContainerTarget } from './containerTarget.ts';
import type { EngineSnapshot, HostSnapshot } from './hostSession.ts';
import type { Liveness } from './liveness.ts';

export interface HostRow {
  readonly kind: 'host';
  readonly host: string;
}

export interface EngineRow {
  readonly kind: 'engine';
  readonly host: string;
  readonly engine: EngineInfo;
}

export interface ContainerRow {
  readonly kind: 'container';
  readonly target: ContainerTarget;
  readonly engine: EngineInfo;
  readonly container: Container;
  readonly ssh: SshState;
}

/** What stands where there is nothing to list, or not yet, or not any more. */
export interface NoteRow {
  readonly kind: 'note';
  readonly host: string;
  /** Under which row it stands. */
  readonly parent: string;
  readonly note: Note;
}

export type Note =
  | { readonly type: 'connecting' | 'listing' | 'empty' }
  /** `next` is the step that the person can take. */
  | { readonly type: 'failed' | 'next'; readonly failure: unknown }
  /** Will be tried again by itself. */
  | { readonly type: 'reconnecting'; readonly failure: unknown };

export type TreeRow = HostRow | EngineRow | ContainerRow | NoteRow;

/** Stable while the thing lives, whatever its state: selection and expansion hang on it. */
export function rowId(row: TreeRow): string {
  switch (row.kind) {
    case 'host':
      return `host:${row.host}`;
    case 'engine':
      return `engine:${row.host}/${row.engine.id}`;
    case 'container':
      return `container:${row.target.host}/${row.engine.id}/${row.container.id}`;
    case 'note':
      return `note:${row.parent}/${row.note.type}`;
  }
}

/** The rows under a host: its engines when there are several, else the containers of the one. */
export function rowsOfHost(
  snapshot: HostSnapshot,
  records: readonly KnownEntry[],
): readonly TreeRow[] {
  const { host, engines } = snapshot;
  const notes = notesOf(host, `host:${host}`, snapshot.liveness, 'connecting');
  const [only, second] = engines;
  if (!only) return notes;
  if (!second) return [...notes, ...rowsOfEngine(host, only, records)];
  return [
    ...notes,
    ...engines.map(({ info }): EngineRow => ({ kind: 'engine', host, engine: info })),
  ];
}

/** The rows under an engine. */
export function rowsOfEngine(
  host: string,
  { info, liveness }: EngineSnapshot,
  records: readonly KnownEntry[],
): readonly TreeRow[] {
  const parent = `engine:${host}/${info.id}`;
  const notes = notesOf(host, parent, liveness, 'listing');
  const containers = liveness.phase === 'failed' ? undefined : liveness.value;
  if (liveness.phase === 'live' && containers?.length === 0) {
    return [{ kind: 'note', host, parent, note: { type: 'empty' } }];
  }
  return [
    ...notes,
    ...(containers ?? []).map((container) => containerRow(host, info, container, records)),
  ];
}

function containerRow(
  host: string,
  engine: EngineInfo,
  container: Container,
  records: readonly KnownEntry[],
): ContainerRow {
  return {
    kind: 'container',
    target: { host, engine: engine.id, container: container.id, name: container.name },
    engine,
    container,
    ssh: sshStateOf(records, { host, info: engine }, container),
  };
}

function notesOf(
  host: string,
  parent: string,
  liveness: Liveness<unknown, unknown>,
  waiting: 'connecting' | 'listing',
): readonly NoteRow[] {
  const note = (one: Note): NoteRow => ({ kind: 'note', host, parent, note: one });
  switch (liveness.phase) {
    case 'live':
      return [];
    case 'idle':
      return liveness.value === undefined ? [note({ type: waiting })] : [];
    case 'trying':
      if (liveness.failure !== undefined) {
        return [note({ type: 'reconnecting', failure: liveness.failure })];
      }
      return liveness.value === undefined ? [note({ type: waiting })] : [];
    case 'lost':
      return [note({ type: 'reconnecting', failure: liveness.failure })];
    case 'failed': {
      const { failure } = liveness;
      return [note({ type: 'failed', failure }), note({ type: 'next', failure })];
    }
  }
}
