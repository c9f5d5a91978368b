import { setMaxListeners } from 'node:events';

interface Limits {
  /** Each of them ends the work with its reason. */
  readonly signals: readonly AbortSignal[];
  readonly ms: number;
  /** The error when the time is up. */
  readonly late: () => Error;
}

/**
 * Runs work that has to end in time. It is told to stop by its signal; the caller is told at once,
 * even where the work does not notice (a request of docker-modem, a frozen far end).
 */
export async function withinTime<T>(
  { signals, ms, late }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (const signal of signals) signal.throwIfAborted();
  // Many things wait for the same connection; Node would take that for a leak.
  setMaxListeners(0, ...signals);
  const controller = new AbortController();
  const clock = setTimeout(() => {
    controller.abort(late());
  }, ms);
  const links = signals.map((signal) => {
    const stop = (): void => {
      controller.abort(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    return () => {
      signal.removeEventListener('abort', stop);
    };
  });
  try {
    return await Promise.race([work(controller.signal), abortOf(controller.signal)]);
  } catch (error) {
    // How the work words its being stopped does not matter: the reason does.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(clock);
    for (const unlink of links) unlink();
  }
}

/** Never resolves; rejects with the signal's reason. */
async function abortOf(signal: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
  throw signal.reason;
}
