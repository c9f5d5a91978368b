import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { parseEditor, type Editor } from '../../core/editorServer/editor.ts';
import { systemCode } from '../../core/ssh/systemReason.ts';
import type { ServerSettings } from './serverPlan.ts';

const text = v.pipe(v.string(), v.trim(), v.minLength(1));

/** The editor that this runs in; undefined where nobody knows where its server is fetched. */
export async function thisEditor(): Promise<Editor | undefined> {
  let json;
  try {
    json = await readFile(join(vscode.env.appRoot, 'product.json'), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  // A setting of open-remote-ssh.
  const template = v.safeParse(text, own('serverDownloadUrlTemplate'));
  return parseEditor(json, vscode.version, template.success ? template.output : undefined);
}

/** What Remote-SSH is told about servers. */
export function serverSettings(): ServerSettings {
  return {
    useExecServer: own('useExecServer'),
    serverInstallPath: own('serverInstallPath'),
    localServerDownload: own('localServerDownload'),
  };
}

/** Has Microsoft's Remote-SSH fetch servers on this machine and send them, to every host. */
export function letRemoteSshSend(): Thenable<void> {
  return vscode.workspace
    .getConfiguration('remote.SSH')
    .update('localServerDownload', 'always', vscode.ConfigurationTarget.Global);
}

/** Only what the person has set on this machine: a workspace has no say in what is run where. */
function own(key: string): unknown {
  const inspected = vscode.workspace.getConfiguration('remote.SSH').inspect(key) ?? {};
  // The typings leave out the value without that of the far side of a remote window.
  if ('globalLocalValue' in inspected) return inspected.globalLocalValue;
  const { globalValue }: { globalValue?: unknown } = inspected;
  return globalValue;
}
