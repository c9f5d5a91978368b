import { attach, type Attachment } from '../../core/attach/attach.ts';
import type { PassedOver } from '../../core/attach/byBestRoute.ts';
import { isWorthTelling } from '../../core/clientFiles/leaks.ts';
import { describeError } from '../../core/errors/dockhopError.ts';
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
    terminal.printJson({ ...attachment, passedOver: attachment.passedOver.map(described) });
    return;
  }
  const { alias, uri } = attachment;
  terminal.printTable([
    ['alias', alias],
    ['URI', uri],
  ]);
}

/** What the person would want to know of the entry, beside that it works. */
function noteOddities(attachment: Attachment, terminal: Terminal): void {
  const { alias, leaks, handWritten, adopted } = attachment;
  noteRoute(attachment, terminal);
  for (const { option, value } of leaks.filter(isWorthTelling)) {
    terminal.note(`your ssh config adds to ${alias}: ${option} ${value}`);
  }
  if (adopted) terminal.note(`${alias} is an entry of your own, and is used as it is`);
  else if (handWritten.length > 0) {
    terminal.note(`your ssh config leads there already: ${handWritten.join(', ')}`);
  }
}

function noteRoute({ alias, route, passedOver, exposed }: Attachment, terminal: Terminal): void {
  for (const { route: other, error } of passedOver) {
    terminal.note(`${alias} goes by ${route}, as ${other} does not lead there: ${error.message}`);
  }
  for (const { containerPort, hostPort, isNews } of exposed) {
    if (!isNews) continue;
    terminal.note(
      `port ${containerPort} of the container is open to whoever reaches its host, as port ${hostPort}; ` +
        `to keep it to the host, publish it with -p 127.0.0.1:${hostPort}:${containerPort}`,
    );
  }
}

function described({ route, error }: PassedOver) {
  return { route, error: describeError(error) };
}
