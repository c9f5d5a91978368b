import { posix } from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../../../core/errors/dockhopError.ts';
import { plainMessage } from '../../plainMessage.ts';
import { withNotification } from '../../progress/withNotification.ts';
import type { Desk } from '../desk.ts';
import { isPlaceName } from './placeName.ts';
import type { ReachedFiles } from './reachFiles.ts';

/**
 * Gives a file or a directory of a container another name in its directory.
 * @returns the directory to go on in.
 * @throws what `EngineFiles.rename` throws.
 */
export async function renamePlace(from: string, reached: ReachedFiles, desk: Desk) {
  const { files, container } = reached;
  const directory = posix.dirname(from);
  const old = posix.basename(from);
  const title = vscode.l10n.t('Rename {name}', { name: plainText(old) });
  const name = await askForName(title, vscode.l10n.t('Another name'), old);
  if (name === undefined || name === old) return directory;
  const to = posix.join(directory, name);
  await underway(title, reached, async (signal) => {
    await files.rename(container, from, to, { overwrite: false }, signal);
    desk.fileSystem.tell(reached.owner, [
      { type: vscode.FileChangeType.Deleted, path: from },
      { type: vscode.FileChangeType.Created, path: to },
    ]);
  });
  return directory;
}

/**
 * Deletes a file or a directory of a container, with all that is in it, once the person agreed.
 * @returns the directory to go on in.
 * @throws what `EngineFiles.remove` throws.
 */
export async function deletePlace(path: string, reached: ReachedFiles, desk: Desk) {
  const { files, container } = reached;
  const directory = posix.dirname(path);
  const { l10n } = vscode;
  const remove = l10n.t('Delete');
  const pressed = await vscode.window.showWarningMessage(
    plainMessage(l10n.t('Delete {path} in {name}?', { path, name: container.name })),
    { modal: true, detail: l10n.t('A folder goes with all that is in it. This cannot be undone.') },
    remove,
  );
  if (pressed !== remove) return directory;
  const title = l10n.t('Deleting {name}', { name: posix.basename(path) });
  await underway(title, reached, async (signal) => {
    await files.remove(container, path, { recursive: true }, signal);
    desk.fileSystem.tell(reached.owner, [{ type: vscode.FileChangeType.Deleted, path }]);
  });
  return directory;
}

/**
 * Makes a directory in one of a container.
 * @returns the new one, to go on in; the old one where none was made.
 * @throws what `EngineFiles.makeDirectory` throws.
 */
export async function makeFolder(directory: string, reached: ReachedFiles, desk: Desk) {
  const { files, container } = reached;
  const title = vscode.l10n.t('New Folder in {folder}', { folder: plainText(directory) });
  const name = await askForName(title, vscode.l10n.t('Name of the folder'));
  if (name === undefined) return directory;
  const path = posix.join(directory, name);
  const isMade = await underway(title, reached, async (signal) => {
    await files.makeDirectory(container, path, signal);
    desk.fileSystem.tell(reached.owner, [{ type: vscode.FileChangeType.Created, path }]);
  });
  return isMade ? path : directory;
}

async function askForName(title: string, prompt: string, value = ''): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...{ title, prompt, value, ignoreFocusOut: true },
    // As file managers have it: what stands before the ending.
    valueSelection: [0, value.length - posix.extname(value).length],
    validateInput: (text) =>
      isPlaceName(text) ? undefined : vscode.l10n.t('This is no name of a file.'),
  });
}

/** @returns false when it was cancelled. */
async function underway(
  title: string,
  { signal }: ReachedFiles,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const outcome = await withNotification({ title, signal }, (_, stop) => work(stop));
  if (outcome.status === 'failed') throw outcome.error;
  return outcome.status === 'done';
}
