import type { CommandHandler } from '../../commandIds.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import type { Desk } from '../desk.ts';
import { openAttached } from './openAttached.ts';
import { isStopped } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** For a stopped container: the command's name is the consent to start it. */
export function startAndAttachCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'startAndAttach',
      fits: isStopped,
    });
    const attachment = target && (await attachWithProgress({ target, start: true }, desk));
    if (attachment) await openAttached(attachment, desk);
  };
}
