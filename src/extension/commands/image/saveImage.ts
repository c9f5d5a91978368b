import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { saveImage } from '../../../core/engine/images/imageFiles.ts';
import { checksumPath } from '../../../core/engine/images/checksumFile.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { sizeText } from '../../files/sizeText.ts';
import { withTransfer } from '../../files/withTransfer.ts';
import { plainMessage } from '../../plainMessage.ts';
import { storedName, type StoredTarget } from '../../stores/storedTarget.ts';
import type { Desk } from '../desk.ts';
import { onThisMachine } from '../files/downloadPlace.ts';
import { storedOrPick } from '../stored/pickStored.ts';
import { reachEngine } from '../stored/reachEngine.ts';

const command = 'saveImage';

/** Brings an image to a file of this machine, with its checksum beside it. */
export function saveImageCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await storedOrPick(argument, desk, { command, kind: 'image' });
    const file = target && (await askForFile(target));
    if (!target || file === undefined) return;
    const title = vscode.l10n.t('Saving {image}', { image: storedName(target) });
    const outcome = await withTransfer({ title, signal: desk.ended }, (onTransfer, cancelled) =>
      save(target, file, desk, onTransfer, cancelled),
    );
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'cancelled') return;
    const { bytes, sha256 } = outcome.value;
    const facts = { to: file, size: sizeText(bytes), sum: sha256, checksum: checksumPath(file) };
    const text = vscode.l10n.t('Saved {size} to {to}. SHA-256 {sum}, also in {checksum}.', facts);
    const copy = vscode.l10n.t('Copy Checksum');
    const pressed = await vscode.window.showInformationMessage(plainMessage(text), copy);
    if (pressed === copy) await vscode.env.clipboard.writeText(sha256);
  };
}

async function save(
  target: StoredTarget,
  file: string,
  desk: Desk,
  onTransfer: (bytes: number, total: number) => void,
  cancelled: AbortSignal,
) {
  const { engine, host, signal } = await reachEngine(target, desk, cancelled);
  const { reference: image } = target;
  const listed = await engine.images.list(signal);
  const found = listed.find(({ id, names }) => id === image || names.includes(image));
  const what = { image, bytes: found?.bytes ?? 0, host };
  return saveImage(engine.images, what, file, onTransfer, signal);
}

async function askForFile(target: StoredTarget): Promise<string | undefined> {
  const name = storedName(target).replace(/[^A-Za-z0-9._-]+/g, '-');
  const uri = await vscode.window.showSaveDialog({
    title: commandTitle(command),
    defaultUri: vscode.Uri.file(path.join(homedir(), `${name}.tar`)),
    saveLabel: vscode.l10n.t('Save'),
  });
  return uri && onThisMachine(uri);
}
