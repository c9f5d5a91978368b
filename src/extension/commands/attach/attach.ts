import type { CommandHandler } from '../../commandIds.ts';
import { targetOf } from '../../explorer/containerTarget.ts';
import { attachViaJumpHost } from './attachViaJumpHost.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import type { Desk } from '../desk.ts';
import { openAttached } from './openAttached.ts';

/** From a container's row to a window inside it; from the palette, which container is asked first. */
export function attachCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = targetOf(argument);
    if (!target) return attachViaJumpHost(desk);
    const attachment = await attachWithProgress({ target }, desk);
    if (attachment) await openAttached(attachment, desk);
  };
}
