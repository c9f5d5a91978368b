import type { CommandHandler } from '../../commandIds.ts';
import { hostOf } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';

/** Takes a host off the explorer. Its entries stay, and it can be chosen again. */
export function removeHostCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const host = hostOf(argument);
    if (host === undefined) return;
    const without = (hosts: readonly string[]) => hosts.filter((other) => other !== host);
    await desk.tools.clientFiles.chooseHosts(without, desk.ended);
    desk.explorer.reload();
  };
}
