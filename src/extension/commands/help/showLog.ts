import type { CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';

export function showLogCommand({ log }: Desk): CommandHandler {
  return () => {
    log.show();
  };
}
