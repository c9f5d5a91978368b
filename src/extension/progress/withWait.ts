import { setTimeout as delay } from 'node:timers/promises';
import { isCancelled } from '../../core/errors/dockhopError.ts';
import { withNotification, type NotificationOptions, type Outcome } from './withNotification.ts';

/**
 * A wait that ends before is not felt. A notification for it would only stand in the way, for the
 * editor keeps each for most of a second.
 */
const feltMs = 500;

/** Waits, under a notification that can cancel it once the wait is felt. Never throws. */
export async function withWait<Value>(
  options: NotificationOptions,
  task: (signal: AbortSignal) => Promise<Value>,
): Promise<Outcome<Value>> {
  const givenUp = new AbortController();
  const { signal: outer } = options;
  const waiting = task(outer ? AbortSignal.any([givenUp.signal, outer]) : givenUp.signal);
  if (await endsBefore(feltMs, waiting)) return outcomeOf(waiting);
  return withNotification(options, (_, signal) => {
    signal.addEventListener(
      'abort',
      () => {
        givenUp.abort();
      },
      { once: true },
    );
    return waiting;
  });
}

async function endsBefore(ms: number, waiting: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const ended = waiting.then(
    () => true,
    () => true,
  );
  const felt = delay(ms, false, { signal: over.signal }).catch(() => true);
  const isEnded = await Promise.race([ended, felt]);
  over.abort();
  return isEnded;
}

async function outcomeOf<Value>(ended: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { status: 'done', value: await ended };
  } catch (error) {
    return isCancelled(error) ? { status: 'cancelled' } : { status: 'failed', error };
  }
}
