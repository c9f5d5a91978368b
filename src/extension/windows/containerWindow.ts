import * as vscode from 'vscode';
import type { ClientFiles } from '../../core/clientFiles/clientFiles.ts';
import type { EntryRecord } from '../../core/clientFiles/entry.ts';
import { aliasOfWindow } from './aliasOfWindow.ts';

/** The ssh host that this window connects to, where it may be an alias of ours. */
function aliasOfThisWindow(): string | undefined {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.map(({ uri }) => uri);
  return aliasOfWindow({
    remoteName: vscode.env.remoteName,
    uris: workspaceFile ? [workspaceFile, ...folders] : folders,
  });
}

/** The entry that this window connects by; undefined in every other window. */
export async function recordOfThisWindow(
  clientFiles: Pick<ClientFiles, 'record'>,
): Promise<EntryRecord | undefined> {
  const alias = aliasOfThisWindow();
  return alias === undefined ? undefined : clientFiles.record(alias);
}
