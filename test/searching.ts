import type { SearchTools } from '../src/core/engine/find/findEngines.ts';
import type { Log } from '../src/core/ports/log.ts';
import { recordingLog } from './recordingLog.ts';

/** What looking for engines takes; without sudo. */
export function searching(log: Log = recordingLog()): SearchTools {
  return { log, mayUseSudo: false };
}
