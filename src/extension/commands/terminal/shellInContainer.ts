import type * as vscode from 'vscode';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** How a shell is made in a container that the person chooses; undefined when they choose none. */
export async function shellInContainer(
  desk: Desk,
): Promise<vscode.ExtensionTerminalOptions | undefined> {
  const purpose = { command: 'openTerminal', fits: isRunning } as const;
  const target = await targetOrPick(undefined, desk, purpose);
  return target && desk.shells.optionsFor(target);
}
