import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { openSshConfig } from '../../openSshConfig.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { readyAlias } from '../attach/readyAlias.ts';

/** The entry of a container in the editor, where lines of the person's own can be added. */
export function openEntryCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'openEntry',
      fits: isRunning,
    });
    const alias = target && (await readyAlias(target, desk));
    if (alias === undefined) return;
    if ((await desk.tools.clientFiles.written(alias)) === undefined) {
      // The person's own: it is where they wrote it.
      await openSshConfig(undefined, desk.tools.settings);
      return;
    }
    const document = await vscode.workspace.openTextDocument(desk.home.entriesFile);
    const lines = document.getText().split(/\r?\n/);
    const line = Math.max(lines.indexOf(`Host ${alias}`), 0);
    const position = new vscode.Position(line, 0);
    await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(position, position),
    });
  };
}
