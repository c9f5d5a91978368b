import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { cleanUpEntriesCommand } from './cleanUpEntries.ts';
import { copyEntryCommand } from './copyEntry.ts';
import { exportEntriesCommand } from './exportEntries.ts';
import { openEntryCommand } from './openEntry.ts';

/** The entries that attach wrote. */
export function entryCommands(desk: Desk) {
  return {
    cleanUpEntries: cleanUpEntriesCommand(desk),
    copyEntry: copyEntryCommand(desk),
    exportEntries: exportEntriesCommand(desk),
    openEntry: openEntryCommand(desk),
  } satisfies SomeCommandHandlers;
}
