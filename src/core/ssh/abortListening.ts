import { setMaxListeners } from 'node:events';

/** The reason of an aborted signal as an error. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}

/**
 * Calls back once, with the reason of the first of the signals that aborts; at once when one has.
 * Unlike AbortSignal.any, which in Node 20 leaves a trace of each call on a signal that lives long.
 * @returns what ends the listening.
 */
export function onAbort(
  signals: readonly AbortSignal[],
  callback: (reason: Error) => void,
): () => void {
  const listener = (): void => {
    stop();
    const first = signals.find((signal) => signal.aborted);
    if (first) callback(reasonOf(first));
  };
  const stop = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', listener);
  };
  if (signals.some((signal) => signal.aborted)) listener();
  else {
    // Many may wait on one signal at a time, and all of them stop.
    setMaxListeners(0, ...signals);
    for (const signal of signals) signal.addEventListener('abort', listener);
  }
  return stop;
}

/**
 * The result of a promise, unless one of the signals aborts first: then its reason is thrown and
 * the promise left to itself.
 */
export async function unlessAborted<Result>(
  promise: Promise<Result>,
  signals: readonly AbortSignal[],
): Promise<Result> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = onAbort(signals, reject);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop?.();
  }
}
