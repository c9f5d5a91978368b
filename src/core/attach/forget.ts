import type { EntryRecord } from '../clientFiles/entry.ts';
import { undoPreparation } from '../container/undoPreparation.ts';
import type { ContainerDetails } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { DockhopError, failure } from '../errors/dockhopError.ts';
import type { AttachTools } from './attachTools.ts';
import type { ContainerName } from './findContainer.ts';

export interface ForgetRequest extends ContainerName {
  /** Also take back what was prepared inside the container? */
  readonly undo?: boolean;
}

export interface Forgotten {
  readonly alias: string;
  readonly removed: boolean;
  /** What was taken back inside the container. */
  readonly undone: readonly string[];
  /** What is still there, and why. */
  readonly left: readonly string[];
}

/**
 * Removes the entry of a container; on request what prepare did inside, first, so that a failure
 * leaves the entry and forget can be tried again.
 * @throws ENTRY_NOT_FOUND; with `undo` also the failures of the way to the container.
 */
export async function forget(
  request: ForgetRequest,
  tools: AttachTools,
  cancelled: AbortSignal,
): Promise<Forgotten> {
  const record = findRecord(request, await tools.clientFiles.records());
  const { undone, left } = request.undo
    ? await undoInside(record, tools, cancelled)
    : { undone: [], left: [] };
  const removed = await tools.clientFiles.withdrawEntry(record.alias, cancelled);
  return { alias: record.alias, removed, undone, left };
}

/** By alias, name or id prefix; no network is needed to forget. */
function findRecord(
  { host, container, engine }: ForgetRequest,
  records: readonly EntryRecord[],
): EntryRecord {
  const here = records.filter(
    (record) => record.host === host && (engine === undefined || record.engine === engine),
  );
  const named = here.filter(
    (record) => record.containerName === container || record.alias === container,
  );
  const byId = here.filter((record) => record.containerId.startsWith(container));
  const [first, second] = named.length > 0 ? named : byId;
  if (!first) throw failure('ENTRY_NOT_FOUND', { container, host });
  if (!second) return first;
  const engines = [...new Set(here.map((record) => record.engine))];
  if (engines.length > 1) throw failure('ENGINE_AMBIGUOUS', { host, engines: engines.join(', ') });
  throw failure('CONTAINER_AMBIGUOUS', { container, host });
}

type Undoing = Pick<Forgotten, 'undone' | 'left'>;

async function undoInside(
  record: EntryRecord,
  tools: AttachTools,
  cancelled: AbortSignal,
): Promise<Undoing> {
  const { connection, engines } = await tools.directory.reach(record.host, cancelled);
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const engine = engines.find(({ info }) => info.id === record.engine);
  const details = engine && (await stillThere(engine, record.containerId, signal));
  // Gone with its container: there is nothing left to take back.
  if (!engine || !details) return { undone: [], left: [] };
  if (details.state !== 'running') {
    return { undone: [], left: [`${record.directory} (the container is ${details.state})`] };
  }
  const { laptop } = await tools.clientFiles.key(signal);
  return undoPreparation({ engine, container: details, uid: record.uid, laptop }, signal);
}

async function stillThere(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ContainerDetails | undefined> {
  try {
    return await engine.inspectContainer(id, signal);
  } catch (error) {
    if (error instanceof DockhopError && error.code === 'CONTAINER_NOT_FOUND') return undefined;
    throw error;
  }
}
