import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { SshSettings } from '../core/ssh/sshProgram.ts';

const text = v.fallback(v.pipe(v.string(), v.trim()), '');

/**
 * Which ssh and which configuration. Where ours names no configuration, Remote-SSH's does, so that
 * both see the same hosts.
 */
export function readSshSettings(): SshSettings {
  const own = vscode.workspace.getConfiguration('dockhop.ssh');
  const program = v.parse(text, own.get('program'));
  const configFile = v.parse(text, own.get('configFile')) || remoteSshConfigFile();
  return {
    ...(program === '' ? {} : { program: atHome(program) }),
    ...(configFile === '' ? {} : { configFile: atHome(configFile) }),
  };
}

/**
 * Only the person's own: where no Remote-SSH is installed, nothing keeps a workspace from setting
 * it, nor the far side of a remote window, whose own settings `globalValue` takes in (the typings
 * leave out the value without them); and an ssh configuration can run programs.
 */
function remoteSshConfigFile(): string {
  const inspected = vscode.workspace.getConfiguration('remote.SSH').inspect('configFile') ?? {};
  const hasLocal = 'globalLocalValue' in inspected;
  const { globalValue }: { globalValue?: unknown } = inspected;
  return v.parse(text, hasLocal ? inspected.globalLocalValue : globalValue);
}

const hosts = v.fallback(v.array(v.string()), []);

/** Whether the person allows sudo on a host, as they name it. Read each time: it takes effect at once. */
export function mayUseSudo(host: string): boolean {
  const allowed = v.parse(hosts, vscode.workspace.getConfiguration('dockhop.engine').get('sudo'));
  return allowed.includes(host);
}

/** Calls back when the settings that `readSshSettings` reads have changed. */
export function onSshSettings(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const ours = ['dockhop.ssh', 'remote.SSH.configFile'];
    if (ours.some((section) => event.affectsConfiguration(section))) changed();
  });
}

function atHome(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}
