import type { Desk } from '../desk.ts';
import { deletePlace, makeFolder, renamePlace } from './changePlaces.ts';
import type { ReachedFiles } from './reachFiles.ts';
import { walkFiles, type FileAction, type FileChoice, type Walk } from './walkFiles.ts';

const changes: Partial<Record<FileAction, typeof renamePlace>> = {
  rename: renamePlace,
  delete: deletePlace,
  newFolder: makeFolder,
};

/**
 * A walk that goes on where it was after each thing that is renamed, deleted or made on the way.
 * @returns what else was chosen; undefined when the list was closed.
 */
export async function walkChanging(
  walk: Walk,
  reached: ReachedFiles,
  desk: Desk,
): Promise<FileChoice | undefined> {
  let { start } = walk;
  for (;;) {
    const choice = await walkFiles({ ...walk, start }, reached.signal);
    const change = choice && changes[choice.action];
    if (!change) return choice;
    start = await change(choice.path, reached, desk);
  }
}
