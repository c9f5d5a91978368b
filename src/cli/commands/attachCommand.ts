import { attach } from '../../core/attach/attach.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import { openEditor } from '../openEditor.ts';
import type { Terminal } from '../terminal.ts';

type AttachCommand = Extract<Command, { name: 'attach' }>;

export async function attachCommand(
  command: AttachCommand,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const attachment = await attach(command, core, terminal, signal);
  if (!command.print) {
    terminal.step('open');
    await openEditor(attachment, signal);
  }
  if (command.json) {
    terminal.printJson(attachment);
    return;
  }
  const { alias, uri } = attachment;
  terminal.printTable([
    ['alias', alias],
    ['URI', uri],
  ]);
}
