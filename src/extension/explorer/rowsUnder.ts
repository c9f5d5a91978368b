import { sshStateOf, type KnownEntry } from '../../core/attach/recordOf.ts';
import { compareNames } from '../../core/engine/compareNames.ts';
import type { Container } from '../../core/engine/container.ts';
import type { EngineInfo } from '../../core/engine/engine.ts';
import { containerFilter, isUp, textFilter } from './containerFilter.ts';
import { EntryIndex } from './entryIndex.ts';
import type { EngineSnapshot, HostSnapshot } from './hostSession.ts';
import type { Liveness } from './liveness.ts';
import {
  engineRowId,
  type ContainerRow,
  type EngineRow,
  type GoneRow,
  type Note,
  type NoteRow,
  type ProjectRow,
  type TreeRow,
} from './treeRows.ts';
import type { ViewChoices } from './viewChoices.ts';

/** What rows depend on besides the host. */
export interface RowInputs {
  readonly entries: readonly KnownEntry[];
  readonly choices: ViewChoices;
}

/** The rows under a host: its engines when there are several, else what the one has. */
export function rowsOfHost(snapshot: HostSnapshot, inputs: RowInputs): readonly TreeRow[] {
  const { host, engines } = snapshot;
  const notes = notesOf(host, `host:${host}`, snapshot.liveness, 'connecting');
  const [only, second] = engines;
  if (!only) return notes;
  if (!second) return [...notes, ...rowsOfEngine(host, only, inputs)];
  return [
    ...notes,
    ...engines.map(({ info }): EngineRow => ({ kind: 'engine', host, engine: info })),
  ];
}

/**
 * The rows under an engine: compose projects where they are wanted, then containers; what runs
 * before what does not, each by name; and the entries whose containers are gone.
 */
export function rowsOfEngine(
  host: string,
  { info, liveness }: EngineSnapshot,
  inputs: RowInputs,
): readonly TreeRow[] {
  const parent = engineRowId(host, info.id);
  const notes = notesOf(host, parent, liveness, 'listing');
  const containers = liveness.phase === 'failed' ? undefined : liveness.value;
  if (!containers) return notes;
  const index = new EntryIndex(inputs.entries, host, info.id);
  const rows = containers
    .filter(containerFilter(inputs.choices))
    .map((container) => containerRow(host, info, container, index));
  const listed = [
    ...(inputs.choices.grouped ? groupedRows(host, info, rows) : upFirst(rows, isRowUp)),
    ...goneRows(host, info, index.without(containers), inputs.choices),
  ];
  if (listed.length > 0 || liveness.phase !== 'live') return [...notes, ...listed];
  const type = containers.length === 0 ? 'empty' : 'hidden';
  return [...notes, { kind: 'note', host, parent, note: { type } }];
}

function containerRow(
  host: string,
  engine: EngineInfo,
  container: Container,
  index: EntryIndex,
): ContainerRow {
  return {
    kind: 'container',
    target: { host, engine: engine.id, container: container.id, name: container.name },
    engine,
    container,
    ssh: sshStateOf(index.entriesFor(container), { host, info: engine }, container),
  };
}

function groupedRows(
  host: string,
  engine: EngineInfo,
  rows: readonly ContainerRow[],
): readonly (ProjectRow | ContainerRow)[] {
  const projects = new Map<string, ContainerRow[]>();
  const others: ContainerRow[] = [];
  for (const row of rows) {
    const { project } = row.container;
    if (project === undefined || project === '') others.push(row);
    else if (projects.get(project)?.push(row) === undefined) projects.set(project, [row]);
  }
  const groups = [...projects]
    .sort(([a], [b]) => compareNames(a, b))
    .map(([project, members]): ProjectRow => {
      const containers = upFirst(members, isRowUp);
      return { kind: 'project', host, engine, project, containers };
    });
  const isGroupUp = ({ containers }: ProjectRow): boolean => containers.some(isRowUp);
  return [...upFirst(groups, isGroupUp), ...upFirst(others, isRowUp)];
}

function isRowUp({ container }: ContainerRow): boolean {
  return isUp(container.state);
}

/** Those of a sorted list that are up, and then the others. */
function upFirst<Row>(rows: readonly Row[], isRowUp: (row: Row) => boolean): readonly Row[] {
  return [...rows.filter(isRowUp), ...rows.filter((row) => !isRowUp(row))];
}

function goneRows(
  host: string,
  engine: EngineInfo,
  entries: readonly KnownEntry[],
  choices: ViewChoices,
): readonly GoneRow[] {
  if (choices.runningOnly) return [];
  const matches = textFilter(choices);
  return entries
    .filter(({ alias, containerName }) => matches([alias, containerName]))
    .map((entry) => ({ kind: 'gone', host, engine, entry }));
}

/** What is said of something while, or because, it cannot be listed. */
export function notesOf(
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
