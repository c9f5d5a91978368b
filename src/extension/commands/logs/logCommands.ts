import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { showLogsCommand, showLogsWithCommand } from './showLogs.ts';

/** What containers print. */
export function logCommands(desk: Desk) {
  return {
    showLogs: showLogsCommand(desk),
    showLogsWith: showLogsWithCommand(desk),
  } satisfies SomeCommandHandlers;
}
