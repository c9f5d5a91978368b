/**
 * Runs work when it is asked for: never twice at once, and once for all that ask within a while.
 * Asking again does not put it off, so a steady flow of requests does not starve it.
 */
export class Coalescer {
  readonly #delayMs: number;
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #clock: NodeJS.Timeout | undefined;
  #running = false;
  #askedMeanwhile = false;
  #stopped = false;

  constructor(delayMs: number, work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#delayMs = delayMs;
    this.#work = work;
    this.#onError = onError;
  }

  now(): void {
    this.#ask(0);
  }

  soon(): void {
    this.#ask(this.#delayMs);
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
    if (!this.#askedMeanwhile) return;
    this.#askedMeanwhile = false;
    this.soon();
  }
}
