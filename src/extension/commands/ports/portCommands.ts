import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { forwardPortCommand } from './forwardPort.ts';
import { useForwardCommand } from './useForward.ts';

/** Ports of containers on this machine. */
export function portCommands(desk: Desk) {
  return {
    copyForwardedAddress: useForwardCommand('copyForwardedAddress', desk),
    forwardPort: forwardPortCommand(desk),
    openForwardedPort: useForwardCommand('openForwardedPort', desk),
    stopForward: useForwardCommand('stopForward', desk),
  } satisfies SomeCommandHandlers;
}
