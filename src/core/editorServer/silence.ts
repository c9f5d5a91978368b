/** Aborts once nothing was heard for a while. */
export class Silence {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #clock: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something was heard. */
  broken(): void {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => {
      this.#controller.abort();
    }, this.#ms);
  }

  end(): void {
    clearTimeout(this.#clock);
  }
}
