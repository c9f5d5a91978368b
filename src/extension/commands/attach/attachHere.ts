import type { CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import { openAttached } from './openAttached.ts';

/** As attach; the folder takes the place of what this window shows. */
export function attachHereCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const purpose = { command: 'attachHere', fits: isRunning } as const;
    const target = await targetOrPick(argument, desk, purpose);
    const attachment = target && (await attachWithProgress({ target }, desk));
    if (attachment) await openAttached(attachment, desk, true);
  };
}
