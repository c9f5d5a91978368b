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
 * it, and an ssh configuration can run programs.
 */
function remoteSshConfigFile(): string {
  const inspected = vscode.workspace.getConfiguration('remote.SSH').inspect('configFile');
  return v.parse(text, inspected?.globalValue);
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
