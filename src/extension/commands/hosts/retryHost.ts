import type { CommandHandler } from '../../commandIds.ts';
import { hostOf } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';

/** Another try at a host that failed or was lost. */
export function retryHostCommand({ explorer }: Desk): CommandHandler {
  return (argument) => {
    explorer.retry(hostOf(argument));
  };
}
