import * as vscode from 'vscode';
import { commandIds, type CommandHandler, type CommandHandlers } from './commandIds.ts';
import { attachCommand } from './commands/attach.ts';
import { attachViaJumpHostCommand } from './commands/attachViaJumpHost.ts';
import { chooseHostsCommand } from './commands/chooseHosts.ts';
import { cleanUpEntriesCommand } from './commands/cleanUpEntries.ts';
import { copyEntryCommand } from './commands/copyEntry.ts';
import { copySshCommandCommand } from './commands/copySshCommand.ts';
import type { Desk } from './commands/desk.ts';
import { exportEntriesCommand } from './commands/exportEntries.ts';
import { forgetCommand } from './commands/forget.ts';
import { forgetSecretsCommand } from './commands/forgetSecrets.ts';
import { openEntryCommand } from './commands/openEntry.ts';
import { openTerminalCommand } from './commands/openTerminal.ts';
import { refreshCommand } from './commands/refresh.ts';
import { removeHostCommand } from './commands/removeHost.ts';
import { retryHostCommand } from './commands/retryHost.ts';
import { setUpSshCommand } from './commands/setUpSsh.ts';
import { showLogCommand } from './commands/showLog.ts';
import { startAndAttachCommand } from './commands/startAndAttach.ts';

/** Registers every command; what one of them throws is shown, with another try. */
export function registerCommands(desk: Desk): readonly vscode.Disposable[] {
  const handlers: CommandHandlers = {
    attach: attachCommand(desk),
    attachViaJumpHost: attachViaJumpHostCommand(desk),
    chooseHosts: chooseHostsCommand(desk),
    cleanUpEntries: cleanUpEntriesCommand(desk),
    copyEntry: copyEntryCommand(desk),
    copySshCommand: copySshCommandCommand(desk),
    exportEntries: exportEntriesCommand(desk),
    forget: forgetCommand(desk),
    forgetSecrets: forgetSecretsCommand(desk),
    openEntry: openEntryCommand(desk),
    openTerminal: openTerminalCommand(desk),
    refresh: refreshCommand(desk),
    removeHost: removeHostCommand(desk),
    retryHost: retryHostCommand(desk),
    setUpSsh: setUpSshCommand(desk),
    showLog: showLogCommand(desk),
    startAndAttach: startAndAttachCommand(desk),
  };
  return namesOf(handlers).map((name) =>
    vscode.commands.registerCommand(commandIds[name], shown(handlers[name], desk)),
  );
}

function namesOf<Name extends string>(handlers: Readonly<Record<Name, unknown>>): Name[] {
  const isName = (key: string): key is Name => key in handlers;
  return Object.keys(handlers).filter(isName);
}

function shown(handler: CommandHandler, { failures }: Desk): CommandHandler {
  const run: CommandHandler = async (argument) => {
    try {
      await handler(argument);
    } catch (error) {
      if (await failures.show(error, { retry: true })) await run(argument);
    }
  };
  return run;
}
