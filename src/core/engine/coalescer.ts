/** What one cause brings about comes within so many milliseconds. */
const gatherMs = 20;

/**
 * Runs work when it is asked for: never twice at once, almost at once after a pause, and in a steady
 * flow of requests once a pause, however many they are. Asking again does not put it off.
 */
export class Coalescer {
  /** The least time from the end of one run to the next. */
  readonly #pauseMs: number;
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #clock: NodeJS.Timeout | undefined;
  #running = false;
  #endedAt = -Infinity;
  #askedMeanwhile = false;
  #stopped = false;

  constructor(pauseMs: number, work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#pauseMs = pauseMs;
    this.#work = work;
    this.#onError = onError;
  }

  now(): void {
    this.#ask(0);
  }

  soon(): void {
    const pauseLeftMs = this.#endedAt + this.#pauseMs - performance.now();
    this.#ask(Math.max(pauseLeftMs, Math.min(gatherMs, this.#pauseMs)));
  }

  /** No run begins after this. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#clock);
  }

  #ask(delayMs: number): void {
    if (this.#stopped) return;
    if (this.#running) this.#askedMeanwhile = true;
    else this.#clock ??= setTimeout(() => void this.#run(), delayMs);
  }

  async #run(): Promise<void> {
    this.#clock = undefined;
    this.#running = true;
    try {
      await this.#work();
    } catch (error) {
      this.#onError(error);
    }
    this.#running = false;
    this.#endedAt = performance.now();
    if (!this.#askedMeanwhile) return;
    this.#askedMeanwhile = false;
    this.soon();
  }
}
