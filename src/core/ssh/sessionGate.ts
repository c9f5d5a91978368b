import { onAbort } from './abortListening.ts';

/**
 * Lets a number of sessions in at a time, the others in the order they came: servers close their
 * doors beyond MaxSessions (sshd_config(5), 10 by default).
 */
export class SessionGate {
  #limit: number;
  #inside = 0;
  readonly #queue: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get inside(): number {
    return this.#inside;
  }

  /** Waits for a place; resolves with what gives it back, which may be called again in vain. */
  async enter(signals: readonly AbortSignal[]): Promise<() => void> {
    for (const signal of signals) signal.throwIfAborted();
    if (this.#inside < this.#limit) this.#inside++;
    else await this.#wait(signals);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside--;
      this.#admit();
    };
  }

  /** The server takes fewer than we thought; one is always tried. */
  narrow(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  #admit(): void {
    while (this.#inside < this.#limit) {
      const next = this.#queue.shift();
      if (!next) return;
      // Taken here and not when it wakes, or another could slip in between.
      this.#inside++;
      next();
    }
  }

  #wait(signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        stop();
        resolve();
      };
      const stop = onAbort(signals, (reason) => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        reject(reason);
      });
      this.#queue.push(enter);
    });
  }
}
