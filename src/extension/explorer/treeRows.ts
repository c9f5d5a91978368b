import type { KnownEntry, SshState } from '../../core/attach/recordOf.ts';
import type { Container } from '../../core/engine/container.ts';
import type { EngineInfo } from '../../core/engine/engine.ts';
import type { ContainerTarget } from './containerTarget.ts';

export interface HostRow {
  readonly kind: 'host';
  readonly host: string;
}

export interface EngineRow {
  readonly kind: 'engine';
  readonly host: string;
  readonly engine: EngineInfo;
}

/** A compose project: the containers of it that are shown. */
export interface ProjectRow {
  readonly kind: 'project';
  readonly host: string;
  readonly engine: EngineInfo;
  /** From a stranger. */
  readonly project: string;
  readonly containers: readonly ContainerRow[];
}

export interface ContainerRow {
  readonly kind: 'container';
  readonly target: ContainerTarget;
  readonly engine: EngineInfo;
  readonly container: Container;
  readonly ssh: SshState;
}

/** An entry of ours whose container its engine has no more. */
export interface GoneRow {
  readonly kind: 'gone';
  readonly host: string;
  readonly engine: EngineInfo;
  readonly entry: KnownEntry;
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
  /** `hidden`: there are containers, and the filter lets none of them through. */
  | { readonly type: 'connecting' | 'listing' | 'empty' | 'hidden' }
  /** `next` is the step that the person can take. */
  | { readonly type: 'failed' | 'next'; readonly failure: unknown }
  /** Will be tried again by itself. */
  | { readonly type: 'reconnecting'; readonly failure: unknown };

export type TreeRow = HostRow | EngineRow | ProjectRow | ContainerRow | GoneRow | NoteRow;

/** Stable while the thing lives, whatever its state: selection and expansion hang on it. */
export function rowId(row: TreeRow): string {
  switch (row.kind) {
    case 'host':
      return `host:${row.host}`;
    case 'engine':
      return engineRowId(row.host, row.engine.id);
    case 'project':
      return `project:${row.host}/${row.engine.id}/${row.project}`;
    case 'container':
      return containerRowId(row.target.host, row.engine.id, row.container.id);
    case 'gone':
      return `gone:${row.host}/${row.engine.id}/${row.entry.alias}`;
    case 'note':
      return `note:${row.parent}/${row.note.type}`;
  }
}

export function engineRowId(host: string, engine: string): string {
  return `engine:${host}/${engine}`;
}

export function containerRowId(host: string, engine: string, container: string): string {
  return `container:${host}/${engine}/${container}`;
}

export function hostOfRow(row: TreeRow): string {
  return row.kind === 'container' ? row.target.host : row.host;
}
