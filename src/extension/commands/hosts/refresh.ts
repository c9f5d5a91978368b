import type { CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';

/** Looks again at everything that is being looked at. */
export function refreshCommand({ explorer, stores }: Desk): CommandHandler {
  return () => {
    explorer.reload();
    explorer.retry();
    for (const store of stores) store.retry();
  };
}
