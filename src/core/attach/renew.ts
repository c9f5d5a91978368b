import type { EntryRecord } from '../clientFiles/entry.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import type { AttachTools } from './attachTools.ts';
import { prepareOnHost } from './prepareOnHost.ts';
import { writeEntry } from './writeEntry.ts';

/**
 * Makes an entry true again before a window connects by it: a restart may have lost what prepare
 * did, and a recreated container has a new id and needs a new key. Proof is left to the window.
 * @param mayStart whether the person agreed to start a stopped container.
 * @throws DockhopError, CONTAINER_STOPPED among them.
 */
export async function renew(
  record: EntryRecord,
  mayStart: boolean,
  tools: AttachTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<void> {
  const prepared = await prepareOnHost(
    {
      host: record.host,
      container: await presentName(record, tools, cancelled),
      engine: record.engine,
      user: record.user,
      start: mayStart,
    },
    tools,
    progress,
    cancelled,
  );
  progress.step('entry');
  await writeEntry(prepared, record.folder, tools);
}

/**
 * The id while that container is there, for it may have been renamed; else the name. Asked here, and
 * not left to a failed search for the id: somebody may have given the gone id to another as a name.
 */
async function presentName(
  { host, engine: engineId, containerId, containerName }: EntryRecord,
  { directory }: AttachTools,
  cancelled: AbortSignal,
): Promise<string> {
  const { connection, engines } = await directory.reach(host, cancelled);
  const engine = engines.find(({ info }) => info.id === engineId);
  if (!engine) throw failure('CONTAINER_NOT_FOUND', { container: containerName, host });
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const containers = await engine.listContainers(signal);
  return containers.some(({ id }) => id === containerId) ? containerId : containerName;
}
