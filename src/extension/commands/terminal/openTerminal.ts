import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { reachContainer } from '../../reachContainer.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { pickUser } from '../pick/pickUser.ts';

/** A shell in the container by its engine: there need be no SSH server in it. */
export function openTerminalCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command: 'openTerminal', fits: isRunning });
    if (target) vscode.window.createTerminal(desk.shells.optionsFor(target)).show();
  };
}

/** The same as another user than the container's own. */
export function openTerminalAsCommand(desk: Desk): CommandHandler {
  const command = 'openTerminalAs';
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command, fits: isRunning });
    if (!target) return;
    const { engine, container } = await reachContainer(target, desk.tools.directory, desk.ended);
    const user = await pickUser(engine, container, commandTitle(command), desk.ended);
    if (user === undefined) return;
    vscode.window.createTerminal(desk.shells.optionsFor(target, user)).show();
  };
}
