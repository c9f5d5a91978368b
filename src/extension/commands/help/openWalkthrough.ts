import * as vscode from 'vscode';
import { hostsWereChosenKey, walkthroughId, type CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';

/** The first hour, step by step. */
export function openWalkthroughCommand({ tools }: Desk): CommandHandler {
  return async () => {
    const id = `dockhop.dockhop#${walkthroughId}`;
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
    // The editor ticks a step only for what comes true once it knows the step: not for hosts that
    // were there when the window opened.
    const hosts = await tools.clientFiles.hosts();
    await vscode.commands.executeCommand('setContext', hostsWereChosenKey, hosts.length > 0);
  };
}
