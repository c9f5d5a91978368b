import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { attachCommand } from './attach.ts';
import { attachViaJumpHostCommand } from './attachViaJumpHost.ts';
import { copySshCommandCommand } from './copySshCommand.ts';
import { forgetCommand } from './forget.ts';
import { openTerminalCommand } from './openTerminal.ts';
import { setUpSshCommand } from './setUpSsh.ts';
import { startAndAttachCommand } from './startAndAttach.ts';

/** The way into a container and back. */
export function attachCommands(desk: Desk) {
  return {
    attach: attachCommand(desk),
    attachViaJumpHost: attachViaJumpHostCommand(desk),
    copySshCommand: copySshCommandCommand(desk),
    forget: forgetCommand(desk),
    openTerminal: openTerminalCommand(desk),
    setUpSsh: setUpSshCommand(desk),
    startAndAttach: startAndAttachCommand(desk),
  } satisfies SomeCommandHandlers;
}
