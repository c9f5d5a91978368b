import type { EngineFiles, FilesOf } from '../../../core/engine/files/engineFiles.ts';
import type { CommandHandler, CommandName } from '../../commandIds.ts';
import type { FileOwner } from '../../files/fileAuthority.ts';
import { reachTarget } from '../container/reachTarget.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

export interface ReachedFiles {
  readonly files: EngineFiles;
  readonly container: FilesOf;
  readonly owner: FileOwner;
  /** Where the container works. */
  readonly start: string;
  readonly signal: AbortSignal;
}

/** The files of the container that a command is about; from the palette the person is asked. */
export async function reachFiles(
  argument: Parameters<CommandHandler>[0],
  command: CommandName,
  desk: Desk,
): Promise<ReachedFiles | undefined> {
  const target = await targetOrPick(argument, desk, { command, fits: isRunning });
  if (!target) return undefined;
  const { engine, id, signal } = await reachTarget(target, desk.tools.directory, desk.ended);
  const { name, workingDir } = await engine.inspectContainer(id, signal);
  const owner = { host: target.host, engine: engine.info.id, container: id };
  const start = workingDir.startsWith('/') ? workingDir : '/';
  return { files: engine.files, container: { id, name }, owner, start, signal };
}
