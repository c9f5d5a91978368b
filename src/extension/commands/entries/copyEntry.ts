import * as vscode from 'vscode';
import { copyText } from '../../../core/clientFiles/exportText.ts';
import { failure } from '../../../core/errors/dockhopError.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { readyAlias } from '../attach/readyAlias.ts';

/** The entry of a container, on the clipboard. */
export function copyEntryCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'copyEntry',
      fits: isRunning,
    });
    const alias = target && (await readyAlias(target, desk));
    if (alias === undefined) return;
    const written = await desk.tools.clientFiles.written(alias);
    if (!written) throw failure('ALIAS_UNKNOWN', { alias });
    await vscode.env.clipboard.writeText(copyText(alias, written.block));
    const text = vscode.l10n.t('Copied the entry `{alias}`.', { alias });
    // Not awaited: it stays until it is read.
    void vscode.window.showInformationMessage(plainMessage(text));
  };
}
