import * as vscode from 'vscode';
import { walkthroughId, type CommandHandler } from '../../commandIds.ts';

/** The first hour, step by step. */
export function openWalkthroughCommand(): CommandHandler {
  return async () => {
    const id = `dockhop.dockhop#${walkthroughId}`;
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
  };
}
