import type { Log } from '../src/core/ports/log.ts';

/** A log whose warnings can be read. */
export interface RecordingLog extends Log {
  readonly warnings: readonly string[];
}

export function recordingLog(): RecordingLog {
  const warnings: string[] = [];
  return {
    warnings,
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => warnings.push(message),
  };
}
