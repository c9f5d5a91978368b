import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { browseFilesCommand } from './browseFiles.ts';
import { downloadFilesCommand } from './downloadFiles.ts';
import { uploadFilesCommand } from './uploadFiles.ts';

/** What goes into a container, and out of it. */
export function fileCommands(desk: Desk) {
  return {
    browseFiles: browseFilesCommand(desk),
    downloadFiles: downloadFilesCommand(desk),
    uploadFiles: uploadFilesCommand(desk),
  } satisfies SomeCommandHandlers;
}
