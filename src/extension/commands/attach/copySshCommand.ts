import type { CommandHandler } from '../../commandIds.ts';
import { copySshCommand } from '../../terminals/sshTerminal.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { readyAlias } from './readyAlias.ts';

/** The command for other terminals and editors, on the clipboard. */
export function copySshCommandCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'copySshCommand',
      fits: isRunning,
    });
    const alias = target && (await readyAlias(target, desk));
    if (alias !== undefined) await copySshCommand(alias, desk.tools.settings);
  };
}
