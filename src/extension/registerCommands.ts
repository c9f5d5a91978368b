import * as vscode from 'vscode';
import { commandIds, selectedRows, type CommandHandler, type CommandName } from './commandIds.ts';
import type { LoadErrands } from './errands.ts';
import type { Explorer } from './explorer/explorer.ts';
import type { OutputLog } from './log.ts';
import type { FailureDesk } from './showFailure.ts';

interface CommandDesk {
  readonly explorer: Explorer;
  readonly failures: FailureDesk;
  readonly log: OutputLog;
}

/** Registers every command; what one of them throws is shown, with another try. */
export function registerCommands(
  loadErrands: LoadErrands,
  desk: CommandDesk,
): readonly vscode.Disposable[] {
  return namesOf(commandIds).map((name) => {
    const handler: CommandHandler = async (argument, selection) => {
      const { commands } = await loadErrands();
      await commands[name](argument, selection);
    };
    return vscode.commands.registerCommand(commandIds[name], shown(name, handler, desk));
  });
}

function namesOf<Name extends string>(handlers: Readonly<Record<Name, unknown>>): Name[] {
  const isName = (key: string): key is Name => key in handlers;
  return Object.keys(handlers).filter(isName);
}

function shown(name: CommandName, handler: CommandHandler, desk: CommandDesk): CommandHandler {
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
