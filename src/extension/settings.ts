import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { EntrySettings } from '../core/clientFiles/clientFiles.ts';
import { sshClients, type SshSettings } from '../core/ssh/sshProgram.ts';

const text = v.fallback(v.pipe(v.string(), v.trim()), '');
const client = v.fallback(v.picklist(sshClients), 'auto');

/**
 * Who speaks SSH, which ssh and which configuration. Where ours names no configuration, Remote-SSH's does, so that
 * both see the same hosts.
 */
export function readSshSettings(): SshSettings {
  const own = vscode.workspace.getConfiguration('dockhop.ssh');
  const program = v.parse(text, own.get('program'));
  const configFile = v.parse(text, own.get('configFile')) || remoteSshConfigFile();
  return {
    client: v.parse(client, own.get('client')),
    ...(program === '' ? {} : { program: atHome(program) }),
    ...(configFile === '' ? {} : { configFile: atHome(configFile) }),
  };
}

/**
 * Only the person's own: where no Remote-SSH is installed, nothing keeps a workspace from setting
 * it, nor the far side of a remote window, whose own settings `globalValue` takes in (the typings
 * leave out the value without them); and an ssh configuration can run programs.
 */
export function remoteSshConfigFile(): string {
  const inspected = vscode.workspace.getConfiguration('remote.SSH').inspect('configFile') ?? {};
  const hasLocal = 'globalLocalValue' in inspected;
  const { globalValue }: { globalValue?: unknown } = inspected;
  return v.parse(text, hasLocal ? inspected.globalLocalValue : globalValue);
}

/** What a person wants otherwise in entries. Read each time: it takes effect at once. */
export function readEntrySettings(): EntrySettings {
  const own = vscode.workspace.getConfiguration('dockhop.entry');
  const aliasTemplate = v.parse(text, own.get('alias'));
  const identityFile = v.parse(text, own.get('identityFile'));
  return {
    ...(aliasTemplate === '' ? {} : { aliasTemplate }),
    ...(identityFile === '' ? {} : { identityFile: atHome(identityFile) }),
  };
}

const consent = v.fallback(v.picklist(['ask', 'always', 'never']), 'ask');

/** Whether Dockhop may write into the settings of Remote-SSH. */
export const mayAdjustRemoteSsh = {
  read: (): v.InferOutput<typeof consent> =>
    v.parse(consent, vscode.workspace.getConfiguration('dockhop.remoteSsh').get('adjustSettings')),
  write: (may: boolean): Thenable<void> =>
    vscode.workspace
      .getConfiguration('dockhop.remoteSsh')
      .update('adjustSettings', may ? 'always' : 'never', vscode.ConfigurationTarget.Global),
};

/** Whether Dockhop brings the editor's server into containers that cannot download it. */
export const mayBringServer = {
  read: (): v.InferOutput<typeof consent> =>
    v.parse(consent, vscode.workspace.getConfiguration('dockhop.editorServer').get('bring')),
  writeAlways: (): Thenable<void> =>
    vscode.workspace
      .getConfiguration('dockhop.editorServer')
      .update('bring', 'always', vscode.ConfigurationTarget.Global),
};

const hosts = v.fallback(v.array(v.string()), []);

/** Whether the person allows sudo on a host, as they name it. Read each time: it takes effect at once. */
export function mayUseSudo(host: string): boolean {
  const allowed = v.parse(hosts, vscode.workspace.getConfiguration('dockhop.engine').get('sudo'));
  return allowed.includes(host);
}

const flag = v.fallback(v.boolean(), false);

/** Whether a container without an SSH server gets the portable one instead of packages. Read each time. */
export function prefersPortable(): boolean {
  return v.parse(flag, vscode.workspace.getConfiguration('dockhop.install').get('portable'));
}

/** The registry that stands in for Docker Hub; empty for none. Read each time: it takes effect at once. */
export function imageMirror(): string {
  const mirror = v.parse(text, vscode.workspace.getConfiguration('dockhop.images').get('mirror'));
  return mirror.replace(/\/+$/, '');
}

/** Whether containers' rows show their use. Read each time: it takes effect at once. */
export function showsUsage(): boolean {
  return v.parse(flag, vscode.workspace.getConfiguration('dockhop.explorer').get('usage'));
}

/** Calls back when that has changed. */
export function onShowsUsage(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('dockhop.explorer.usage')) changed();
  });
}

/** Calls back when the settings that core is put together with have changed. */
export function onSshSettings(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const ours = ['dockhop.ssh', 'remote.SSH.configFile'];
    if (ours.some((section) => event.affectsConfiguration(section))) changed();
  });
}

function atHome(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}
