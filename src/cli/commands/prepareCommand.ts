import { prepareOnHost } from '../../core/attach/prepareOnHost.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import type { Terminal } from '../terminal.ts';

type PrepareCommand = Extract<Command, { name: 'prepare' }>;

export async function prepareCommand(
  command: PrepareCommand,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { preparation } = await prepareOnHost(command, core, terminal, signal);
  if (command.json) {
    terminal.printJson(preparation);
    return;
  }
  const { user, mode, sshd, version, directory, installed, missing } = preparation;
  terminal.printTable([
    ['user', user],
    ['sshd', `${sshd} (${version}), run as ${mode === 'root' ? 'root' : user}`],
    ['directory', directory],
    ['installed now', installed ? 'yes' : 'no'],
    ['VS Code Server lacks', missing.join(', ') || 'nothing'],
  ]);
}
