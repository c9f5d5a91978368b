import { onAbort } from '../abortListening.ts';

/** A place inside. */
export interface Pass {
  /** Gives the place back; more than once is in vain. */
  readonly leave: () => void;
  /** True when nobody else has been inside since this one came in. */
  wasAlone(): boolean;
}

/**
 * Lets a number of sessions in at a time, the others in the order they came: servers close their
 * doors beyond MaxSessions (sshd_config(5), 10 by default).
 */
export class SessionGate {
  #limit: number;
  #inside = 0;
  #entries = 0;
  readonly #queue: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for a place. */
  async enter(signals: readonly AbortSignal[]): Promise<Pass> {
    for (const signal of signals) signal.throwIfAborted();
    return this.#inside < this.#limit ? this.#admit() : await this.#wait(signals);
  }

  /** The server takes fewer than we thought; one is always tried. */
  narrow(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }

  #admit(): Pass {
    this.#inside++;
    const entry = ++this.#entries;
    const beganAlone = this.#inside === 1;
    let isInside = true;
    return {
      leave: () => {
        if (!isInside) return;
        isInside = false;
        this.#inside--;
        while (this.#inside < this.#limit && this.#queue.length > 0) this.#queue.shift()?.();
      },
      wasAlone: () => beganAlone && entry === this.#entries,
    };
  }

  #wait(signals: readonly AbortSignal[]): Promise<Pass> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        stop();
        // Counted here and not when it wakes, or another could slip in between.
        resolve(this.#admit());
      };
      const stop = onAbort(signals, (reason) => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        reject(reason);
      });
      this.#queue.push(enter);
    });
  }
}
