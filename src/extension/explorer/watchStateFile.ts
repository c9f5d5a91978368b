import * as vscode from 'vscode';
import type { DockhopHome } from '../../core/clientFiles/dockhopHome.ts';

/** Calls back when Dockhop's state changes: other windows and the terminal face have the same. */
export function watchStateFile(home: DockhopHome, changed: () => void): vscode.Disposable {
  const folder = vscode.Uri.file(home.directory);
  const pattern = new vscode.RelativePattern(folder, 'state.json');
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  // Its listeners end with it.
  watcher.onDidCreate(changed);
  watcher.onDidChange(changed);
  watcher.onDidDelete(changed);
  return watcher;
}
