import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { attachCommand } from './attach.ts';
import { attachAsUserCommand } from './attachAsUser.ts';
import { attachHereCommand } from './attachHere.ts';
import { attachViaJumpHostCommand } from './attachViaJumpHost.ts';
import { attachWithFolderCommand } from './attachWithFolder.ts';
import { chooseRouteCommand } from './chooseRoute.ts';
import { copySshCommandCommand } from './copySshCommand.ts';
import { forgetCommand } from './forget.ts';
import { removeSshCommand } from './removeSsh.ts';
import { repairSshCommand } from './repairSsh.ts';
import { setUpSshCommand } from './setUpSsh.ts';
import { startAndAttachCommand } from './startAndAttach.ts';

/** The way into a container and back. */
export function attachCommands(desk: Desk) {
  return {
    attach: attachCommand(desk),
    attachAsUser: attachAsUserCommand(desk),
    attachHere: attachHereCommand(desk),
    attachViaJumpHost: attachViaJumpHostCommand(desk),
    attachWithFolder: attachWithFolderCommand(desk),
    chooseRoute: chooseRouteCommand(desk),
    copySshCommand: copySshCommandCommand(desk),
    forget: forgetCommand(desk),
    removeSsh: removeSshCommand(desk),
    repairSsh: repairSshCommand(desk),
    setUpSsh: setUpSshCommand(desk),
    startAndAttach: startAndAttachCommand(desk),
  } satisfies SomeCommandHandlers;
}
