import type { EntryRecord } from '../clientFiles/entry.ts';
import { isAlias } from '../clientFiles/entryText.ts';
import { undoPreparation } from '../container/undoPreparation.ts';
import type { ContainerDetails } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { DockhopError, failure } from '../errors/dockhopError.ts';
import type { AttachTools } from './attachTools.ts';
import { isIdPrefix, type ContainerName } from './findContainer.ts';

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
  const records = await tools.clientFiles.records();
  const record = findRecord(request, records);
  if (!record) {
    const adopted = await forgetAdopted(request, tools, cancelled);
    return adopted ?? forgetUnrecorded(request, records, tools, cancelled);
  }
  const { undone, left } = request.undo
    ? await undoUnlessUsed(record, records, tools, cancelled)
    : { undone: [], left: [] };
  const removed = await tools.clientFiles.withdrawEntry(record.alias, cancelled);
  return { alias: record.alias, removed, undone, left };
}

/** By alias, name or id prefix; no network is needed to forget. */
function findRecord(
  { host, container, engine }: ForgetRequest,
  records: readonly EntryRecord[],
): EntryRecord | undefined {
  const here = records.filter(
    (record) => record.host === host && (engine === undefined || record.engine === engine),
  );
  const named = here.filter(
    (record) => record.containerName === container || record.alias === container,
  );
  const byId = here.filter((record) => isIdPrefix(container, record.containerId));
  const exact = byId.filter((record) => record.containerId === container);
  const candidates = [exact, named, byId].find((matching) => matching.length > 0) ?? [];
  const [first, second] = candidates;
  if (!second) return first;
  const engines = [...new Set(candidates.map((record) => record.engine))];
  if (engines.length > 1) throw failure('ENGINE_AMBIGUOUS', { host, engines: engines.join(', ') });
  throw failure('CONTAINER_AMBIGUOUS', { container, host });
}

/** An entry of the person's own is only not used any more: it is theirs. */
async function forgetAdopted(
  { host, container, engine }: ForgetRequest,
  { clientFiles }: AttachTools,
  cancelled: AbortSignal,
): Promise<Forgotten | undefined> {
  const adoption = (await clientFiles.adoptions()).find(
    (one) =>
      one.host === host &&
      (engine === undefined || one.engine === engine) &&
      [one.containerName, one.alias].includes(container),
  );
  if (!adoption) return undefined;
  await clientFiles.unadopt(adoption, cancelled);
  const { alias } = adoption;
  return { alias, removed: true, undone: [], left: [`Host ${alias}, which you wrote yourself`] };
}

/** An entry whose record was lost, with the state file for example, still has its alias. */
async function forgetUnrecorded(
  { host, container: alias }: ForgetRequest,
  records: readonly EntryRecord[],
  { clientFiles }: AttachTools,
  cancelled: AbortSignal,
): Promise<Forgotten> {
  const mayBe = isAlias(alias) && !records.some((record) => record.alias === alias);
  const removed = mayBe && (await clientFiles.withdrawEntry(alias, cancelled));
  if (!removed) throw failure('ENTRY_NOT_FOUND', { container: alias, host });
  return { alias, removed, undone: [], left: ['what was prepared inside its container'] };
}

type Undoing = Pick<Forgotten, 'undone' | 'left'>;

/** The same container by another name of its host: both entries come by one key of this laptop. */
async function undoUnlessUsed(
  record: EntryRecord,
  records: readonly EntryRecord[],
  tools: AttachTools,
  cancelled: AbortSignal,
): Promise<Undoing> {
  const { alias, containerId, directory } = record;
  const other = records.find(
    (one) => one.alias !== alias && one.containerId === containerId && one.directory === directory,
  );
  if (!other) return undoInside(record, tools, cancelled);
  return { undone: [], left: [`${directory} (the entry ${other.alias} uses it)`] };
}

async function undoInside(
  record: EntryRecord,
  tools: AttachTools,
  cancelled: AbortSignal,
): Promise<Undoing> {
  const { connection, engines } = await tools.directory.reach(record.host, cancelled);
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const engine = engines.find(({ info }) => info.id === record.engine);
  if (!engine) {
    return {
      undone: [],
      left: [`${record.directory} (its engine ${record.engine} does not answer)`],
    };
  }
  const details = await stillThere(engine, record.containerId, signal);
  // Gone with its container: there is nothing left to take back.
  if (!details) return { undone: [], left: [] };
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
