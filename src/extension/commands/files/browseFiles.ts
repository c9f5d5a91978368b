import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { mostEditorBytes } from '../../files/containerFileSystem.ts';
import { sizeText } from '../../files/sizeText.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { downloadPlace } from './downloadPlace.ts';
import { reachFiles, type ReachedFiles } from './reachFiles.ts';
import { walkChanging } from './walkChanging.ts';
import type { FileChoice } from './walkFiles.ts';

/**
 * Walks through a container's files, and opens the one that is chosen in an editor. What is renamed,
 * deleted or made on the way does not end the walk.
 */
export function browseFilesCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const reached = await reachFiles(argument, 'browseFiles', desk);
    if (!reached) return;
    const { name } = reached.container;
    const title = vscode.l10n.t('Files of {name}', { name });
    const choice = await walkChanging({ ...reached, title, purpose: 'open' }, reached, desk);
    if (choice?.action === 'open') await openFile(choice, reached, desk);
    if (choice?.action === 'download') await downloadPlace(choice.path, reached, desk);
  };
}

async function openFile(
  { path, bytes = 0 }: FileChoice,
  reached: ReachedFiles,
  desk: Desk,
): Promise<void> {
  if (bytes > mostEditorBytes) {
    if (await wantsDownload(path, bytes)) await downloadPlace(path, reached, desk);
    return;
  }
  // Not as text: images and others have editors of their own.
  const uri = desk.fileSystem.uriOf(reached.owner, path);
  await vscode.commands.executeCommand('vscode.open', uri);
}

async function wantsDownload(path: string, bytes: number): Promise<boolean> {
  const download = vscode.l10n.t('Download…');
  const facts = { name: posix.basename(path), size: sizeText(bytes) };
  const text = vscode.l10n.t('{name} has {size}, too much for an editor.', facts);
  const options = { modal: true };
  return (
    (await vscode.window.showInformationMessage(plainMessage(text), options, download)) === download
  );
}
