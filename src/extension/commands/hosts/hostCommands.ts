import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { chooseHostsCommand } from './chooseHosts.ts';
import { refreshCommand } from './refresh.ts';
import { removeHostCommand } from './removeHost.ts';
import { retryHostCommand } from './retryHost.ts';

/** The hosts of the explorer. */
export function hostCommands(desk: Desk) {
  return {
    chooseHosts: chooseHostsCommand(desk),
    refresh: refreshCommand(desk),
    removeHost: removeHostCommand(desk),
    retryHost: retryHostCommand(desk),
  } satisfies SomeCommandHandlers;
}
