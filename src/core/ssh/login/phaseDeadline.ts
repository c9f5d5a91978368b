/** What a connection is doing, in words that follow "while". */
export type Phase =
  'connecting' | 'agreeing on keys' | 'authenticating' | 'signing with the ssh agent';

/** One deadline at a time: each phase has its own, and a person who thinks has none. */
export class PhaseDeadline {
  readonly #expired: (phase: Phase, seconds: number) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(expired: (phase: Phase, seconds: number) => void) {
    this.#expired = expired;
  }

  start(phase: Phase, seconds: number): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#expired(phase, seconds);
    }, seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
