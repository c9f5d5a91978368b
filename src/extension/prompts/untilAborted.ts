/**
 * The answer to a question, unless it is withdrawn first: then the wait rejects with the signal's
 * reason, and whatever is answered afterwards counts for nothing. (VS Code has no way to take a
 * dialog off the screen.)
 */
export function untilAborted<Answer>(
  answer: Thenable<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const withdraw = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    if (signal.aborted) {
      withdraw();
      return;
    }
    signal.addEventListener('abort', withdraw, { once: true });
    answer.then(resolve, reject).then(() => {
      signal.removeEventListener('abort', withdraw);
    }, reject);
  });
}

/** Resolves when the signal aborts. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
