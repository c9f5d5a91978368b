import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { changeStateCommand } from './changeState.ts';
import { commitContainerCommand } from './commitContainer.ts';
import { copyAddressCommand, copyIdCommand, copyNameCommand } from './copyFromContainer.ts';
import { inspectContainerCommand, refreshInspectionCommand } from './inspectContainer.ts';
import { removeContainerCommand } from './removeContainer.ts';
import { renameContainerCommand } from './renameContainer.ts';

/** What people do with a container, besides going into it. */
export function containerCommands(desk: Desk) {
  return {
    startContainer: changeStateCommand('startContainer', desk),
    stopContainer: changeStateCommand('stopContainer', desk),
    restartContainer: changeStateCommand('restartContainer', desk),
    pauseContainer: changeStateCommand('pauseContainer', desk),
    unpauseContainer: changeStateCommand('unpauseContainer', desk),
    killContainer: changeStateCommand('killContainer', desk),
    removeContainer: removeContainerCommand('removeContainer', desk),
    removeContainerWithVolumes: removeContainerCommand('removeContainerWithVolumes', desk),
    renameContainer: renameContainerCommand(desk),
    commitContainer: commitContainerCommand(desk),
    inspectContainer: inspectContainerCommand(desk),
    refreshInspection: refreshInspectionCommand(desk),
    copyId: copyIdCommand(desk),
    copyName: copyNameCommand(desk),
    copyAddress: copyAddressCommand(desk),
  } satisfies SomeCommandHandlers;
}
