import type { ContainerDetails } from '../engine/container.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import type { AttachTools } from './attachTools.ts';
import { defaultFolder, editorUri, isFolderPath } from './editorUri.ts';
import { prepareOnHost, type PreparedContainer, type PrepareRequest } from './prepareOnHost.ts';
import { proofHolds, proveEntry } from './proof.ts';
import type { Route } from './route.ts';
import { StepClock, type TimedStep } from './stepClock.ts';
import { writeEntry } from './writeEntry.ts';

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
