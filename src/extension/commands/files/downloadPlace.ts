import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path, { posix } from 'node:path';
import * as vscode from 'vscode';
import { whyNoName } from '../../../core/engine/files/laptop/laptopName.ts';
import type { SavedTree } from '../../../core/engine/files/laptop/saveTree.ts';
import { download } from '../../../core/engine/files/transfers.ts';
import { plainText } from '../../../core/errors/dockhopError.ts';
import { sizeText } from '../../files/sizeText.ts';
import { withTransfer } from '../../files/withTransfer.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import type { ReachedFiles } from './reachFiles.ts';

/** Downloads a file or a directory to where the person wants it. */
export async function downloadPlace(
  from: string,
  { files, container, signal }: ReachedFiles,
  desk: Desk,
): Promise<void> {
  const { type } = await files.stat(container, from, signal);
  const name = laptopName(posix.basename(from));
  const title = vscode.l10n.t('Download {folder}', { folder: plainText(from) });
  const ask = type === 'directory' ? askForDirectory : askForFile;
  const to = await ask(name, title);
  if (to === undefined) return;
  const doing = vscode.l10n.t('Downloading {name}', { name: posix.basename(from) });
  const outcome = await withTransfer({ title: doing, signal }, (onTransfer, stop) =>
    download({ files, container, path: from }, to, onTransfer, stop),
  );
  if (outcome.status === 'failed') throw outcome.error;
  if (outcome.status === 'done') tell(outcome.value, to, desk);
}

/** What a stranger calls it, where that can be a name here. */
function laptopName(name: string): string {
  return whyNoName(name, process.platform) === undefined ? name : 'download';
}

async function askForFile(name: string, title: string): Promise<string | undefined> {
  const uri = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.file(path.join(homedir(), name)),
    saveLabel: vscode.l10n.t('Download'),
  });
  return uri && onThisMachine(uri);
}

/** A new directory in the one that the person names. */
async function askForDirectory(name: string, title: string): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.file(homedir()),
      openLabel: vscode.l10n.t('Download into This Folder'),
    })) ?? [];
  const parent = uri && onThisMachine(uri);
  return parent === undefined ? undefined : freeName(parent, name);
}

/** Nothing that is there is mixed with what comes. */
function freeName(parent: string, name: string): string {
  for (let number = 1; ; number++) {
    const free = path.join(parent, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(free)) return free;
  }
}

/** A place that Dockhop can write to; in a window on another machine the dialog offers others. */
export function onThisMachine(uri: vscode.Uri): string | undefined {
  if (uri.scheme === 'file') return uri.fsPath;
  void vscode.window.showWarningMessage(
    vscode.l10n.t('Choose a place on the machine on which Dockhop runs.'),
  );
  return undefined;
}

function tell({ bytes, leftOut }: SavedTree, to: string, { log }: Desk): void {
  const facts = { to, size: sizeText(bytes), count: leftOut };
  log.info(`Downloaded ${bytes} bytes to ${to}, left out ${leftOut}`);
  const text =
    leftOut === 0
      ? vscode.l10n.t('Downloaded {size} to {to}.', facts)
      : vscode.l10n.t(
          'Downloaded {size} to {to}. {count} links or special files were left out.',
          facts,
        );
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(plainMessage(text));
}
