import * as vscode from 'vscode';
import { plainText } from '../../core/errors/dockhopError.ts';
import { sshProgramOf, sshArguments, type SshSettings } from '../../core/ssh/sshProgram.ts';
import { plainMessage } from '../plainMessage.ts';
import { sshCommandLine } from '../../core/ssh/sshCommandLine.ts';

/**
 * Opens a terminal that runs ssh itself, not a shell that it is typed into. In a remote window
 * terminals run on the remote side, where the entry does not exist: there the person gets the
 * command for a terminal of their own.
 * @throws SSH_NOT_FOUND
 */
export async function openSshTerminal(destination: string, settings: SshSettings): Promise<void> {
  if (terminalsAreElsewhere()) {
    await copySshCommand(destination, settings);
    return;
  }
  const terminal = vscode.window.createTerminal({
    name: plainText(destination),
    shellPath: await sshProgramOf(settings),
    shellArgs: [...sshArguments(settings), '--', destination],
    iconPath: new vscode.ThemeIcon('vm-running'),
  });
  terminal.show();
}

/** Puts the command on the clipboard and says so. */
export async function copySshCommand(destination: string, settings: SshSettings): Promise<void> {
  const command = sshCommandLine(destination, settings);
  await vscode.env.clipboard.writeText(command);
  const text = terminalsAreElsewhere()
    ? vscode.l10n.t('Copied `{command}`. Run it in a terminal of this machine.', { command })
    : vscode.l10n.t('Copied `{command}`', { command });
  // Not awaited: it stays until it is read.
  void vscode.window.showInformationMessage(plainMessage(text));
}

/** True where the editor takes addresses and programs of this machine for those of another. */
export function terminalsAreElsewhere(): boolean {
  const { extensionKind } = vscode.extensions.getExtension('dockhop.dockhop') ?? {};
  return vscode.env.remoteName !== undefined && extensionKind === vscode.ExtensionKind.UI;
}
