import type { EntryRecord } from '../clientFiles/entry.ts';
import type { Container } from '../engine/container.ts';
import { describeError, isCancelled, type ErrorDescription } from '../errors/dockhopError.ts';
import { resolvePath } from '../ssh/config/resolvePath.ts';
import type { AttachTools } from './attachTools.ts';
import { placeOf } from './place.ts';
import { unlessRefused } from './unlessRefused.ts';

/**
 * What became of the thing that an entry leads to.
 * `current`: the container is there. `stopped`: it does not run. `outdated`: another container has
 * its name; the next attach or window makes the entry true. `containerGone`: its engine answers, and
 * has none of that id or name. `engineGone`: its host answers, but not that engine, which may only
 * have been stopped. `hostGone`: the ssh config names the host no more, and ssh would go elsewhere.
 * `unknown`: the host could not be asked.
 */
export type EntryState =
  'current' | 'stopped' | 'outdated' | 'containerGone' | 'engineGone' | 'hostGone' | 'unknown';

export interface EntryReport {
  readonly record: EntryRecord;
  readonly state: EntryState;
  /** What the ssh config calls the host now, with `hostGone`; absent where it names it no more. */
  readonly nowCalled?: string;
  /** Why the host could not be asked, with `unknown`. */
  readonly error?: ErrorDescription;
}

/** Whether an entry leads nowhere, and will not again by itself. An engine may come back. */
export function isStale({ state, nowCalled }: EntryReport): boolean {
  return state === 'containerGone' || (state === 'hostGone' && nowCalled === undefined);
}

/**
 * What became of every entry: each host is asked once. A host that cannot be reached says nothing
 * about its entries.
 * @throws CONFIG_UNREADABLE, SSH_NOT_FOUND, and what cancelling throws.
 */
export async function reportEntries(
  tools: AttachTools,
  cancelled: AbortSignal,
): Promise<readonly EntryReport[]> {
  const records = await tools.clientFiles.records();
  const names = [...new Set(records.map(({ host }) => host))];
  const reports = await Promise.all(
    names.map((host) => {
      const here = records.filter((record) => record.host === host);
      return reportHost(host, here, tools, cancelled);
    }),
  );
  // In the order in which they were made.
  return reports.flat().sort((a, b) => records.indexOf(a.record) - records.indexOf(b.record));
}

/** The same for the entries of one host. */
export async function reportHost(
  host: string,
  records: readonly EntryRecord[],
  tools: AttachTools,
  cancelled: AbortSignal,
): Promise<readonly EntryReport[]> {
  const moved = await movedHost(host, records, tools, cancelled);
  if (moved) return records.map((record) => ({ record, state: 'hostGone', ...moved }));
  try {
    const { connection, engines } = await tools.directory.reach(host, cancelled);
    const signal = AbortSignal.any([cancelled, connection.closed]);
    const lists = await Promise.all(
      engines.map(async (engine) => [engine.info.id, await engine.listContainers(signal)] as const),
    );
    const containers = new Map(lists);
    return records.map((record) => ({ record, state: stateOf(record, containers) }));
  } catch (error) {
    if (isCancelled(error)) throw error;
    const description = describeError(error);
    return records.map((record) => ({ record, state: 'unknown', error: description }));
  }
}

function stateOf(
  { engine, containerId, containerName }: EntryRecord,
  lists: ReadonlyMap<string, readonly Container[]>,
): EntryState {
  const containers = lists.get(engine);
  if (!containers) return 'engineGone';
  const same = containers.find(({ id }) => id === containerId);
  if (same) return same.state === 'running' ? 'current' : 'stopped';
  return containers.some(({ name }) => name === containerName) ? 'outdated' : 'containerGone';
}

/**
 * Whether the ssh config names a host no more, and what it calls it now. Only for a host of which it
 * is known where it was: an address that was typed needs no entry in the config.
 * @returns undefined where ssh still goes to the same place, or nothing can be said.
 */
async function movedHost(
  host: string,
  records: readonly EntryRecord[],
  { clientFiles, settings }: AttachTools,
  cancelled: AbortSignal,
): Promise<{ readonly nowCalled?: string } | undefined> {
  const place = records.find((record) => record.place !== undefined)?.place;
  if (place === undefined || place === '') return undefined;
  const names = (await clientFiles.configuredHosts()).map((listed) => listed.host);
  if (names.includes(host)) return undefined;
  const placeFor = async (name: string): Promise<string | undefined> => {
    const path = await unlessRefused(resolvePath(name, settings, cancelled));
    return path && placeOf(path.hops);
  };
  if ((await placeFor(host)) === place) return undefined;
  for (const name of names) {
    if ((await placeFor(name)) === place) return { nowCalled: name };
  }
  return {};
}
