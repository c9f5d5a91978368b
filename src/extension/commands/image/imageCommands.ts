import * as vscode from 'vscode';
import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { removeStoredCommand, type Removal } from '../stored/removeStored.ts';
import { loadImageCommand } from './loadImage.ts';
import { pullImageCommand } from './pullImage.ts';
import { runImageCommand } from './runImage.ts';
import { saveImageCommand } from './saveImage.ts';
import { tagImageCommand } from './tagImage.ts';

const removal: Removal = {
  command: 'removeImage',
  kind: 'image',
  detail: () =>
    vscode.l10n.t(
      'A name is taken away; the image goes with its last one. An image that a container is made of is not removed.',
    ),
  remove: ({ images }, reference, signal) => images.remove(reference, signal),
  usersOf: async ({ images }, signal) => {
    const listed = await images.list(signal);
    return new Map(
      listed.flatMap(({ id, names, usedBy }) =>
        [id, ...names].map((reference) => [reference, usedBy] as const),
      ),
    );
  },
};

/** What people do with images. */
export function imageCommands(desk: Desk) {
  return {
    loadImage: loadImageCommand(desk),
    pullImage: pullImageCommand(desk),
    removeImage: removeStoredCommand(removal, desk),
    runImage: runImageCommand(desk),
    saveImage: saveImageCommand(desk),
    tagImage: tagImageCommand(desk),
  } satisfies SomeCommandHandlers;
}
