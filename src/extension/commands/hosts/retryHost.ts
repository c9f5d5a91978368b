import type { CommandHandler } from '../../commandIds.ts';
import { hostOf } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';

/** Another try at a host that failed or was lost. */
export function retryHostCommand({ explorer, stores }: Desk): CommandHandler {
  return (argument) => {
    const host = hostOf(argument);
    explorer.retry(host);
    for (const store of stores) store.retry(host);
  };
}
