import * as vscode from 'vscode';
import { terminalProfileId } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** Offers a shell in a container where the editor lists what a new terminal may be. */
export function registerTerminalProfile(desk: Desk): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider(terminalProfileId, {
    provideTerminalProfile: async () => {
      const purpose = { command: 'openTerminal', fits: isRunning } as const;
      try {
        const target = await targetOrPick(undefined, desk, purpose);
        return target && new vscode.TerminalProfile(desk.shells.optionsFor(target));
      } catch (error) {
        void desk.failures.show(error);
        return undefined;
      }
    },
  });
}
