import * as vscode from 'vscode';
import { terminalProfileId } from '../../commandIds.ts';
import type { LoadErrands } from '../../errands.ts';
import type { FailureDesk } from '../../showFailure.ts';

/** Offers a shell in a container where the editor lists what a new terminal may be. */
export function registerTerminalProfile(
  loadErrands: LoadErrands,
  failures: FailureDesk,
): vscode.Disposable {
  return vscode.window.registerTerminalProfileProvider(terminalProfileId, {
    provideTerminalProfile: async () => {
      try {
        const options = await (await loadErrands()).shellInContainer();
        return options && new vscode.TerminalProfile(options);
      } catch (error) {
        void failures.show(error);
        return undefined;
      }
    },
  });
}
