import * as vscode from 'vscode';
import { walkthroughId, type CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';

/** The first hour, step by step. */
export function openWalkthroughCommand({ explorer }: Desk): CommandHandler {
  return async () => {
    // Its first step is done where hosts are chosen already, which the tree knows once it was read.
    explorer.reload();
    const id = `dockhop.dockhop#${walkthroughId}`;
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
  };
}
