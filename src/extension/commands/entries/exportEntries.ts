import * as vscode from 'vscode';
import { exportEntries } from '../../../core/attach/exportEntries.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { plainLabel } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';

/** Entries for a colleague or for another machine, as a document that can be saved or sent. */
export function exportEntriesCommand({ tools }: Desk): CommandHandler {
  return async () => {
    const records = await tools.clientFiles.records();
    if (records.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There are no entries yet.'));
      return;
    }
    const items = records.map(({ alias, host, containerName }) => ({
      label: alias,
      description: plainLabel(`${containerName} · ${host}`),
      picked: true,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      title: vscode.l10n.t('Export Entries'),
      placeHolder: vscode.l10n.t('For whom the paths and the key are left to fill in'),
    });
    if (picked === undefined || picked.length === 0) return;
    const aliases = picked.map(({ label }) => label);
    const content = await exportEntries(aliases, tools);
    const document = await vscode.workspace.openTextDocument({ content, language: 'ssh_config' });
    await vscode.window.showTextDocument(document);
  };
}
