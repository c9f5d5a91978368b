import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { downloadPlace } from './downloadPlace.ts';
import { reachFiles } from './reachFiles.ts';
import { uploadTo } from './uploadTo.ts';
import { walkChanging } from './walkChanging.ts';

/** Uploads files or a directory into a directory that is chosen in a container. */
export function uploadFilesCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const reached = await reachFiles(argument, 'uploadFiles', desk);
    if (!reached) return;
    const title = vscode.l10n.t('Upload to {name}', { name: reached.container.name });
    const choice = await walkChanging({ ...reached, title, purpose: 'upload' }, reached, desk);
    if (choice?.action === 'uploadFiles') await uploadTo(choice.path, 'files', reached);
    if (choice?.action === 'uploadFolder') await uploadTo(choice.path, 'folder', reached);
    if (choice?.action === 'download') await downloadPlace(choice.path, reached, desk);
  };
}
