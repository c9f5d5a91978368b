import * as vscode from 'vscode';
import {
  commandIds,
  selectedRows,
  type CommandHandler,
  type CommandHandlers,
  type CommandName,
} from './commandIds.ts';
import { attachCommands } from './commands/attach/attachCommands.ts';
import { containerCommands } from './commands/container/containerCommands.ts';
import type { Desk } from './commands/desk.ts';
import { entryCommands } from './commands/entries/entryCommands.ts';
import { fileCommands } from './commands/files/fileCommands.ts';
import { helpCommands } from './commands/help/helpCommands.ts';
import { hostCommands } from './commands/hosts/hostCommands.ts';
import { imageCommands } from './commands/image/imageCommands.ts';
import { logCommands } from './commands/logs/logCommands.ts';
import { portCommands } from './commands/ports/portCommands.ts';
import { terminalCommands } from './commands/terminal/terminalCommands.ts';
import { viewCommands } from './commands/view/viewCommands.ts';
import { volumeCommands } from './commands/volume/volumeCommands.ts';

/** Registers every command; what one of them throws is shown, with another try. */
export function registerCommands(desk: Desk): readonly vscode.Disposable[] {
  const handlers: CommandHandlers = {
    ...attachCommands(desk),
    ...containerCommands(desk),
    ...entryCommands(desk),
    ...fileCommands(desk),
    ...helpCommands(desk),
    ...hostCommands(desk),
    ...imageCommands(desk),
    ...logCommands(desk),
    ...portCommands(desk),
    ...terminalCommands(desk),
    ...viewCommands(desk),
    ...volumeCommands(desk),
  };
  return namesOf(handlers).map((name) =>
    vscode.commands.registerCommand(commandIds[name], shown(name, handlers[name], desk)),
  );
}

function namesOf<Name extends string>(handlers: Readonly<Record<Name, unknown>>): Name[] {
  const isName = (key: string): key is Name => key in handlers;
  return Object.keys(handlers).filter(isName);
}

function shown(name: CommandName, handler: CommandHandler, desk: Desk): CommandHandler {
  const { failures, explorer, log } = desk;
  const run: CommandHandler = async (argument, selection) => {
    log.info(`command ${commandIds[name]}`);
    try {
      await handler(argument, selection);
    } catch (error) {
      if (await failures.show(error, { retry: true })) await run(argument, selection);
    }
  };
  return async (argument, selection) => {
    if (argument !== selectedRows) return run(argument, selection);
    const rows = explorer.selection;
    // A key that is pressed where nothing is selected does nothing.
    if (rows.length > 0) await run(rows[0], rows);
  };
}
