import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { downloadPlace } from './downloadPlace.ts';
import { reachFiles } from './reachFiles.ts';
import { walkFiles } from './walkFiles.ts';

/** Downloads a file or a directory that is chosen in a container. */
export function downloadFilesCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const reached = await reachFiles(argument, 'downloadFiles', desk);
    if (!reached) return;
    const title = vscode.l10n.t('Download from {name}', { name: reached.container.name });
    const choice = await walkFiles({ ...reached, title, purpose: 'download' }, reached.signal);
    if (choice) await downloadPlace(choice.path, reached, desk);
  };
}
