import { attach, type Attachment } from '../../core/attach/attach.ts';
import { isWorthTelling } from '../../core/clientFiles/leaks.ts';
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
  noteOddities(attachment, terminal);
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

/** What the person would want to know of the entry, beside that it works. */
function noteOddities(
  { alias, leaks, handWritten, adopted }: Attachment,
  terminal: Terminal,
): void {
  for (const { option, value } of leaks.filter(isWorthTelling)) {
    terminal.note(`your ssh config adds to ${alias}: ${option} ${value}`);
  }
  if (adopted) terminal.note(`${alias} is an entry of your own, and is used as it is`);
  else if (handWritten.length > 0) {
    terminal.note(`your ssh config leads there already: ${handWritten.join(', ')}`);
  }
}
