import * as vscode from 'vscode';
import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { removeStoredCommand, type Removal } from '../stored/removeStored.ts';
import { createVolumeCommand } from './createVolume.ts';

const removal: Removal = {
  command: 'removeVolume',
  kind: 'volume',
  detail: () =>
    vscode.l10n.t(
      'What is in it is lost; a directory of the host that it is bound to stays. A volume that a container has is not removed.',
    ),
  remove: ({ volumes }, reference, signal) => volumes.remove(reference, signal),
  usersOf: async ({ volumes }, signal) => {
    const listed = await volumes.list(signal);
    return new Map(listed.map(({ name, usedBy }) => [name, usedBy]));
  },
};

/** What people do with volumes. */
export function volumeCommands(desk: Desk) {
  return {
    createVolume: createVolumeCommand(desk),
    removeVolume: removeStoredCommand(removal, desk),
  } satisfies SomeCommandHandlers;
}
