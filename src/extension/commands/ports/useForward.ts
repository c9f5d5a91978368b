import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { addressOf, forwardFace } from '../../forwards/forwardFace.ts';
import type { Forward } from '../../forwards/forwards.ts';
import { plainLabel, plainMessage } from '../../plainMessage.ts';
import { terminalsAreElsewhere } from '../../terminals/sshTerminal.ts';
import type { Desk } from '../desk.ts';

/** What can be done with a forwarded port; from the palette the person is asked which one. */
type Use = 'openForwardedPort' | 'copyForwardedAddress' | 'stopForward';

export function useForwardCommand(command: Use, desk: Desk): CommandHandler {
  return async (argument) => {
    const { all } = desk.forwards;
    const forward = all.find((one) => one === argument) ?? (await pickForward(command, all));
    if (!forward) return;
    if (command === 'openForwardedPort') await openInBrowser(forward);
    else if (command === 'copyForwardedAddress') await copyAddress(forward);
    else await desk.forwards.stop(forward);
  };
}

/**
 * In a remote window the editor would take the address for one of the far side, and forward that:
 * there the person gets it for a browser of their own.
 */
export async function openInBrowser(forward: Forward): Promise<void> {
  if (terminalsAreElsewhere()) {
    await copyAddress(forward);
    return;
  }
  const uri = vscode.Uri.parse(`http://${addressOf(forward)}/`);
  await vscode.env.openExternal(await vscode.env.asExternalUri(uri));
}

export async function copyAddress(forward: Forward): Promise<void> {
  const address = addressOf(forward);
  await vscode.env.clipboard.writeText(address);
  const text = vscode.l10n.t('Copied `{address}`', { address });
  void vscode.window.showInformationMessage(plainMessage(text));
}

async function pickForward(command: Use, all: readonly Forward[]): Promise<Forward | undefined> {
  const { l10n } = vscode;
  const items = all.map((forward) => {
    const { label, description = '' } = forwardFace(forward, l10n);
    return { label, description: plainLabel(description), forward };
  });
  const placeHolder =
    all.length === 0 ? l10n.t('No port is forwarded.') : l10n.t('Which forwarded port?');
  const picked = await vscode.window.showQuickPick(items, {
    title: commandTitle(command),
    placeHolder,
  });
  return picked?.forward;
}
