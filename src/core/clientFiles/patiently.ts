import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../ssh/systemReason.ts';

/** About three seconds in all: scanners let go of a file sooner than that. */
const waitsMs = [10, 20, 50, 100, 200, 400, 800, 1600];

/**
 * Does something to a file again when Windows refuses it because another program, most often a
 * virus scanner, holds the file. Windows gives no event for its release. Elsewhere such a refusal
 * means what it says.
 */
export async function patiently(
  action: () => Promise<void>,
  signal: AbortSignal,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  for (const wait of waitsMs) {
    try {
      await action();
      return;
    } catch (error) {
      if (platform !== 'win32' || !isHeld(error)) throw error;
    }
    await delay(wait, undefined, { signal });
  }
  await action();
}

function isHeld(error: unknown): boolean {
  return ['EPERM', 'EBUSY', 'EACCES'].includes(systemCode(error) ?? '');
}
