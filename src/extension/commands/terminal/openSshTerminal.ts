import type { CommandHandler } from '../../commandIds.ts';
import { openSshTerminal } from '../../terminals/sshTerminal.ts';
import { readyAlias } from '../attach/readyAlias.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** A terminal in the container by the same `ssh <alias>` that works everywhere. */
export function openSshTerminalCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'openSshTerminal',
      fits: isRunning,
    });
    const alias = target && (await readyAlias(target, desk));
    if (alias !== undefined) await openSshTerminal(alias, desk.tools.settings);
  };
}
