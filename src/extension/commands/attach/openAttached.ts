import * as vscode from 'vscode';
import type { Attachment } from '../../../core/attach/attach.ts';
import { plainMessage } from '../../plainMessage.ts';
import { copySshCommand, openSshTerminal } from '../../terminals/sshTerminal.ts';
import type { Desk } from '../desk.ts';

/**
 * Opens the window of an attached container; where nothing can, says what works instead.
 * @param inThisWindow instead of a new one.
 */
export async function openAttached(
  attachment: Attachment,
  desk: Desk,
  inThisWindow = false,
): Promise<void> {
  if (desk.windows.isPossible) {
    if (!(await desk.servers.ready(attachment.alias))) return;
    await desk.windows.open(attachment, inThisWindow);
    return;
  }
  const { alias } = attachment;
  const text = vscode.l10n.t(
    '`ssh {alias}` works now. No Remote-SSH extension is installed to open a window.',
    { alias },
  );
  await offerSsh(text, alias, desk);
}

/** A message with what can be done with an alias in a terminal. */
export async function offerSsh(text: string, alias: string, { tools }: Desk): Promise<void> {
  const terminal = vscode.l10n.t('Open in Terminal');
  const copy = vscode.l10n.t('Copy ssh Command');
  const pressed = await vscode.window.showInformationMessage(plainMessage(text), terminal, copy);
  if (pressed === terminal) await openSshTerminal(alias, tools.settings);
  if (pressed === copy) await copySshCommand(alias, tools.settings);
}
