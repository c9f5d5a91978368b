import type { SomeCommandHandlers } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';
import { forgetSecretsCommand } from './forgetSecrets.ts';
import { showLogCommand } from './showLog.ts';

/** What Dockhop does and keeps. */
export function helpCommands(desk: Desk) {
  return {
    forgetSecrets: forgetSecretsCommand(desk),
    showLog: showLogCommand(desk),
  } satisfies SomeCommandHandlers;
}
