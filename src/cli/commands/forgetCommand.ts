import { forget } from '../../core/attach/forget.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import type { Terminal } from '../terminal.ts';

type ForgetCommand = Extract<Command, { name: 'forget' }>;

export async function forgetCommand(
  command: ForgetCommand,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const forgotten = await forget(command, core, signal);
  if (command.json) {
    terminal.printJson(forgotten);
    return;
  }
  const { alias, undone, left } = forgotten;
  terminal.printTable([
    ['removed', alias],
    ...undone.map((what) => ['undone', what]),
    ...left.map((what) => ['left', what]),
  ]);
}
