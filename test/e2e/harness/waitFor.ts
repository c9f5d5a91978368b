import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 100;

/** For what usually takes a second or two, on a machine that has much else to do. */
export const patienceMs = 60_000;

/** For an editor to start and load there. */
export const startMs = 120_000;

/** For one try of what is tried again: the page may have changed under it. */
export const soon = { timeout: 5_000 };

/**
 * Asks again and again until there is an answer, for what reports no event to us (a page, another process's file).
 * `what` is said in the error when `timeoutMs` have passed, together with the last error of `ask`.
 */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
    }
    await pause(pollMs);
  }
}
