import path, { posix } from 'node:path';
import * as vscode from 'vscode';
import { upload } from '../../../core/engine/files/transfers.ts';
import { DockhopError, plainText } from '../../../core/errors/dockhopError.ts';
import { withTransfer } from '../../files/withTransfer.ts';
import { plainMessage } from '../../plainMessage.ts';
import { onThisMachine } from './downloadPlace.ts';
import type { ReachedFiles } from './reachFiles.ts';

interface Upload {
  readonly from: string;
  readonly to: string;
}

/** Uploads what the person picks into a directory of a container; what is there is asked about. */
export async function uploadTo(
  directory: string,
  what: 'files' | 'folder',
  reached: ReachedFiles,
): Promise<void> {
  const uploads = (await ask(what, directory)).map((from) => ({
    from,
    to: posix.join(directory, path.basename(from)),
  }));
  const present = await thoseThere(uploads, reached);
  if (uploads.length === 0 || !(await mayReplace(present, reached))) return;
  for (const one of uploads) {
    if (!(await uploadOne(one, present.includes(one), reached))) return;
  }
  const [first, second] = uploads;
  const uploaded =
    first && !second
      ? path.basename(first.from)
      : vscode.l10n.t('{count} items', { count: uploads.length });
  const facts = { what: uploaded, folder: directory, name: reached.container.name };
  const text = vscode.l10n.t('Uploaded {what} to {folder} of {name}.', facts);
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(plainMessage(text));
}

async function ask(what: 'files' | 'folder', directory: string): Promise<readonly string[]> {
  const folder = { folder: plainText(directory) };
  const uris = await vscode.window.showOpenDialog({
    title:
      what === 'files'
        ? vscode.l10n.t('Upload Files to {folder}', folder)
        : vscode.l10n.t('Upload a Folder to {folder}', folder),
    canSelectFiles: what === 'files',
    canSelectFolders: what === 'folder',
    canSelectMany: true,
    openLabel: vscode.l10n.t('Upload'),
  });
  return (uris ?? []).map(onThisMachine).filter((file) => file !== undefined);
}

async function thoseThere(
  uploads: readonly Upload[],
  { files, container, signal }: ReachedFiles,
): Promise<readonly Upload[]> {
  const found = await Promise.all(
    uploads.map(async (one) => {
      try {
        await files.stat(container, one.to, signal);
        return [one];
      } catch (error) {
        if (error instanceof DockhopError && error.code === 'FILE_ABSENT') return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

async function mayReplace(
  present: readonly Upload[],
  { container }: ReachedFiles,
): Promise<boolean> {
  if (present.length === 0) return true;
  const replace = vscode.l10n.t('Replace');
  const names = present.map(({ to }) => to).join(', ');
  const question = vscode.l10n.t('Replace {names} in {name}?', { names, name: container.name });
  const detail = vscode.l10n.t('What is there now is lost.');
  const pressed = await vscode.window.showWarningMessage(
    plainMessage(question),
    { modal: true, detail },
    replace,
  );
  return pressed === replace;
}

/** @returns false when it was cancelled. */
async function uploadOne(
  { from, to }: Upload,
  overwrite: boolean,
  { files, container, signal }: ReachedFiles,
): Promise<boolean> {
  const title = vscode.l10n.t('Uploading {name}', { name: path.basename(from) });
  const outcome = await withTransfer({ title, signal }, (onTransfer, stop) =>
    upload(from, { files, container, path: to }, { overwrite }, onTransfer, stop),
  );
  if (outcome.status === 'failed') throw outcome.error;
  return outcome.status === 'done';
}
