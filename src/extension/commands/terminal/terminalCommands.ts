import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { openSshTerminalCommand } from './openSshTerminal.ts';
import { openTerminalAsCommand, openTerminalCommand } from './openTerminal.ts';

/** Shells in containers. */
export function terminalCommands(desk: Desk) {
  return {
    openSshTerminal: openSshTerminalCommand(desk),
    openTerminal: openTerminalCommand(desk),
    openTerminalAs: openTerminalAsCommand(desk),
  } satisfies SomeCommandHandlers;
}
