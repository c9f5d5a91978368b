import * as vscode from 'vscode';
import path from 'node:path';
import { loadImage } from '../../../core/engine/images/imageFiles.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { transferReport } from '../../files/withTransfer.ts';
import { plainMessage } from '../../plainMessage.ts';
import { withNotification } from '../../progress/withNotification.ts';
import type { Desk } from '../desk.ts';
import { onThisMachine } from '../files/downloadPlace.ts';
import { engineOrPick } from '../stored/reachEngine.ts';

const command = 'loadImage';

/** How many names are told. */
const mostTold = 5;

/** Sends the images of a file of this machine to an engine. */
export function loadImageCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const reached = await engineOrPick(argument, command, desk);
    const file = reached && (await askForFile());
    if (!reached || file === undefined) return;
    const { l10n } = vscode;
    const title = l10n.t('Loading {file}', { file: path.basename(file) });
    const outcome = await withNotification({ title, signal: reached.signal }, (report, signal) => {
      const checked = (progress: string) => l10n.t('checking, {progress}', { progress });
      const onChecked = transferReport(report, checked);
      return loadImage(
        reached.engine.images,
        file,
        { onChecked, onSent: transferReport(report) },
        signal,
      );
    });
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'cancelled') return;
    const names = outcome.value.slice(0, mostTold).join(', ');
    const text =
      names === ''
        ? l10n.t('Loaded {file} into the engine of {host}.', { file, host: reached.host })
        : l10n.t('Loaded {names} into the engine of {host}.', { names, host: reached.host });
    // Not awaited: it asks nothing.
    void vscode.window.showInformationMessage(plainMessage(text));
  };
}

async function askForFile(): Promise<string | undefined> {
  const { l10n, window } = vscode;
  const [uri] =
    (await window.showOpenDialog({
      title: commandTitle(command),
      openLabel: l10n.t('Load'),
      filters: {
        [l10n.t('Images')]: ['tar', 'tgz', 'gz', 'xz', 'zst'],
        [l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  return uri && onThisMachine(uri);
}
