import * as vscode from 'vscode';
import { hostsViewId, type CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';

/** Asks for words that containers must have; the tree follows while they are typed. */
export function filterContainersCommand({ explorer: { choices } }: Desk): CommandHandler {
  return async () => {
    const { text } = choices.value;
    await vscode.commands.executeCommand(`${hostsViewId}.focus`);
    const box = vscode.window.createInputBox();
    box.title = vscode.l10n.t('Filter Containers');
    box.placeholder = vscode.l10n.t('Words in name, image or compose project');
    box.prompt = vscode.l10n.t('The tree follows while you type');
    box.value = text;
    await new Promise<void>((resolve) => {
      let isKept = false;
      box.onDidChangeValue((value) => void choices.choose({ text: value }));
      box.onDidAccept(() => {
        isKept = true;
        box.hide();
      });
      box.onDidHide(() => {
        if (!isKept) void choices.choose({ text });
        resolve();
      });
      box.show();
    });
    box.dispose();
  };
}
