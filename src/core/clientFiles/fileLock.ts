import { setTimeout as delay } from 'node:timers/promises';
import { failure } from '../errors/dockhopError.ts';
import { systemCode } from '../ssh/systemReason.ts';
import { makeHome, type DockhopHome } from './dockhopHome.ts';
import { unwritable } from './fileError.ts';

/** A lock whose holder has not renewed it for this long is a dead program's. */
const staleMs = 10_000;
const patienceMs = 30_000;

/**
 * Does something while no other window, editor or terminal face changes Dockhop's files or the
 * person's config. Not re-entrant.
 * @param work is given a signal that also aborts when the lock is lost (a laptop that slept).
 * @throws FILE_LOCKED after `waitMs`, HOME_UNSAFE, FILE_UNWRITABLE, and what `work` throws.
 */
export async function withFileLock<Result>(
  home: DockhopHome,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
  waitMs = patienceMs,
): Promise<Result> {
  await makeHome(home);
  const lost = new AbortController();
  const release = await acquire(home, lost, signal, Date.now() + waitMs);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    // Of a lost lock there is nothing to release: it may be another program's by now.
    if (!lost.signal.aborted) await release();
  }
}

async function acquire(
  home: DockhopHome,
  lost: AbortController,
  signal: AbortSignal,
  deadline: number,
): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted();
    const release = await tryAcquire(home, lost);
    if (release) return release;
    if (Date.now() >= deadline) throw locked(home);
    // A directory that another program removes sends no event that every file system carries.
    await delay(20 + Math.random() * 60, undefined, { signal });
  }
}

async function tryAcquire(
  home: DockhopHome,
  lost: AbortController,
): Promise<(() => Promise<void>) | undefined> {
  const { default: lockfile } = await import('proper-lockfile');
  try {
    return await lockfile.lock(home.directory, {
      lockfilePath: home.lockFile,
      realpath: false,
      stale: staleMs,
      onCompromised: () => {
        lost.abort(locked(home));
      },
    });
  } catch (error) {
    if (systemCode(error) === 'ELOCKED') return undefined;
    throw unwritable(home.lockFile, error);
  }
}

function locked(home: DockhopHome): Error {
  return failure('FILE_LOCKED', { file: home.directory });
}
