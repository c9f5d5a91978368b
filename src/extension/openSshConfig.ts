import { dockhopHome } from '../core/clientFiles/dockhopHome.ts';
import type { SshSettings } from '../core/ssh/sshProgram.ts';
import * as vscode from 'vscode';

/** Opens an ssh configuration file: the one named, else the one in use. */
export async function openSshConfig(
  file: string | undefined,
  { configFile }: SshSettings,
): Promise<void> {
  const uri = vscode.Uri.file(file ?? configFile ?? dockhopHome().userConfigFile);
  await vscode.window.showTextDocument(uri);
}
