import { exportEntries } from '../../core/attach/exportEntries.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import type { Terminal } from '../terminal.ts';

type ExportCommand = Extract<Command, { name: 'export' }>;

/** Entries for a colleague or another machine, on standard output. */
export async function exportCommand(
  { aliases, json }: ExportCommand,
  core: Core,
  terminal: Terminal,
): Promise<void> {
  const text = await exportEntries(aliases, core);
  if (json) terminal.printJson({ text });
  else terminal.printText(text);
}
