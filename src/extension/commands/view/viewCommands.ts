import type { CommandHandler, SomeCommandHandlers } from '../../commandIds.ts';
import type { ViewChoices } from '../../explorer/viewChoices.ts';
import type { Desk } from '../desk.ts';
import { filterContainersCommand } from './filterContainers.ts';
import { containerOfWindowCommand } from './containerOfWindow.ts';

/** How the explorer lists containers, and the container that a window is in. */
export function viewCommands(desk: Desk) {
  const choose =
    (part: Partial<ViewChoices>): CommandHandler =>
    () =>
      desk.explorer.choices.choose(part);
  return {
    clearFilter: choose({ text: '', runningOnly: false }),
    containerOfWindow: containerOfWindowCommand(desk),
    filterContainers: filterContainersCommand(desk),
    groupByProject: choose({ grouped: true }),
    showAllContainers: choose({ runningOnly: false }),
    showFlat: choose({ grouped: false }),
    showRunningOnly: choose({ runningOnly: true }),
  } satisfies SomeCommandHandlers;
}
