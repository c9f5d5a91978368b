import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { entryOf } from '../container/entryOf.ts';
import { reachTarget } from '../container/reachTarget.ts';
import type { Desk } from '../desk.ts';
import { browseFolders } from '../pick/browseFolders.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { pickFolder } from '../pick/pickFolder.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import { openAttached } from './openAttached.ts';

/** As attach, once the person has chosen the folder to open. */
export function attachWithFolderCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const command = 'attachWithFolder';
    const target = await targetOrPick(argument, desk, { command, fits: isRunning });
    if (!target) return;
    const title = commandTitle(command);
    const { engine, id, signal } = await reachTarget(target, desk.tools.directory, desk.ended);
    const details = await engine.inspectContainer(id, signal);
    const last = entryOf(target, await desk.tools.clientFiles.records())?.folder;
    const folder = await pickFolder(details, title, {
      ...(last === undefined ? {} : { last }),
      browse: () => browseFolders(engine, details, title, signal),
    });
    if (folder === undefined) return;
    const attachment = await attachWithProgress({ target, folder }, desk);
    if (attachment) await openAttached(attachment, desk);
  };
}
