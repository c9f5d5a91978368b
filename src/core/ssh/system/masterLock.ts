import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../systemReason.ts';

/** A lock whose holder has not renewed it for this long is a dead program's. */
const staleMs = 10_000;

/**
 * Does something while no other window or terminal starts the same control master: one of them asks
 * the person, the others wait for the outcome however long they think.
 */
export async function withMasterLock<Result>(
  controlPath: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    signal.throwIfAborted();
    const release = await tryAcquire(controlPath);
    if (release) {
      try {
        return await work();
      } finally {
        await release().catch(() => undefined);
      }
    }
    // A directory that another program removes sends no event that every file system carries.
    await delay(100 + Math.random() * 100, undefined, { signal });
  }
}

async function tryAcquire(controlPath: string): Promise<(() => Promise<void>) | undefined> {
  const { default: lockfile } = await import('proper-lockfile');
  try {
    // It need not be there: the name is what is locked.
    return await lockfile.lock(controlPath, {
      realpath: false,
      stale: staleMs,
      // Lost while a laptop slept: at worst the person is asked twice.
      onCompromised: () => undefined,
    });
  } catch (error) {
    if (systemCode(error) === 'ELOCKED') return undefined;
    throw error;
  }
}
