import type { Entry, EntryRecord } from '../clientFiles/entry.ts';
import type { ContainerDetails } from '../engine/container.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import { findSshProgram } from '../ssh/sshProgram.ts';
import type { AttachTools } from './attachTools.ts';
import { defaultFolder, editorUri, isFolderPath } from './editorUri.ts';
import { prepareOnHost, type PreparedContainer, type PrepareRequest } from './prepareOnHost.ts';
import { proofHolds, proveEntry } from './proof.ts';
import { execCommand, publishedCommand, type Route, type RouteEnds } from './route.ts';
import { StepClock, type TimedStep } from './stepClock.ts';

export interface AttachRequest extends PrepareRequest {
  /** Absolute path in the container; by default where the person most likely works. */
  readonly folder?: string;
}

export interface Attachment {
  readonly alias: string;
  /** Opens the folder in an editor that has a Remote-SSH. */
  readonly uri: string;
  readonly route: Route;
  readonly user: string;
  readonly folder: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  readonly steps: readonly TimedStep[];
}

/**
 * Makes a container accept SSH, writes the entry that leads into it and proves it. What is left is
 * to open the URI.
 * @throws DockhopError; then no entry is left that was not there before.
 */
export async function attach(
  request: AttachRequest,
  tools: AttachTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<Attachment> {
  const clock = new StepClock(progress);
  const prepared = await prepareOnHost(request, tools, clock, cancelled);
  const folder = folderOf(request, prepared);

  clock.step('entry');
  const { entry, entryHash, undo } = await writeEntry(prepared, folder, tools);

  const { startedAt } = prepared.details;
  if (!proofHolds(prepared.record, { entryHash, startedAt })) {
    clock.step('proof');
    try {
      await proveEntry(entry.alias, tools.settings, prepared.signal);
    } catch (error) {
      await undo();
      await throwIfWayIsLost(prepared);
      throw error;
    }
    const at = new Date().toISOString();
    await tools.clientFiles.recordProof(entry.alias, { at, startedAt, entryHash }, cancelled);
  }
  return {
    alias: entry.alias,
    uri: editorUri(entry.alias, folder),
    route: prepared.route,
    user: entry.user,
    folder,
    hostKey: entry.hostKey,
    steps: clock.finish(),
  };
}

/**
 * A proof fails as well when a hop dies in its middle, and ssh does not say which: the connection
 * that was open all the while knows.
 */
async function throwIfWayIsLost({ engine, details, signal }: PreparedContainer): Promise<void> {
  await engine.inspectContainer(details.id, signal);
}

interface WrittenEntry {
  readonly entry: Entry;
  readonly entryHash: string;
  /** Puts back what was there before. */
  readonly undo: () => Promise<void>;
}

/** Writes the entry for a prepared container, under the alias that it had before if it had one. */
export async function writeEntry(
  prepared: PreparedContainer,
  folder: string,
  { clientFiles, settings, log }: Pick<AttachTools, 'clientFiles' | 'settings' | 'log'>,
): Promise<WrittenEntry> {
  const { engine, details, preparation, signal } = prepared;
  const alias =
    prepared.record?.alias ??
    (await clientFiles.aliasFor(
      { host: engine.host, engine: engine.info.id, container: details.name },
      signal,
    ));
  const entry: Entry = {
    alias,
    hostName: alias,
    port: 22,
    user: preparation.user,
    proxyCommand: await proxyCommandOf(prepared, settings),
    hostKey: preparation.hostKey,
    description: `${details.name} on ${engine.host}`,
  };
  const record = recordFor(entry, prepared, folder);
  const { changed, entryHash, previous } = await clientFiles.writeEntry(entry, record, signal);
  log.info(changed ? `Wrote the entry ${alias}` : `The entry ${alias} is as it was`);
  // Undone whatever the person or the connection does in the meantime.
  const undo = () => clientFiles.restoreEntry(previous, AbortSignal.timeout(10_000));
  return { entry, entryHash, undo };
}

async function proxyCommandOf(
  { engine, details, preparation, daemonPort }: PreparedContainer,
  settings: AttachTools['settings'],
): Promise<readonly string[]> {
  // Only Windows needs the path: elsewhere each client finds ssh by itself.
  const windows = process.platform === 'win32';
  const sshProgram = windows ? (await findSshProgram()).replaceAll('\\', '/') : 'ssh';
  const ends: RouteEnds = {
    sshProgram,
    settings,
    host: engine.host,
    engine: engine.info,
    container: details,
  };
  return daemonPort === undefined
    ? execCommand(ends, preparation)
    : publishedCommand(ends, daemonPort);
}

function recordFor(
  entry: Entry,
  { engine, details, preparation, route, record }: PreparedContainer,
  folder: string,
): EntryRecord {
  return {
    alias: entry.alias,
    host: engine.host,
    engine: engine.info.id,
    containerId: details.id,
    containerName: details.name,
    user: preparation.user,
    uid: preparation.uid,
    route,
    mode: preparation.mode,
    directory: preparation.directory,
    folder,
    ...(record?.proof === undefined ? {} : { proof: record.proof }),
  };
}

function folderOf(
  { folder }: AttachRequest,
  { details, preparation, record }: PreparedContainer,
): string {
  if (folder === undefined) {
    const sameContainer = record?.containerId === details.id;
    return sameContainer ? record.folder : defaultFolder(details, preparation.home);
  }
  if (isFolderPath(folder)) return folder;
  throw refusedFolder(details);
}

function refusedFolder({ name }: ContainerDetails): Error {
  return failure('ENTRY_REFUSED', {
    container: name,
    reason: 'the folder is not an absolute path of plain characters',
  });
}
