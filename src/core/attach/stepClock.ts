import type { Progress, Step } from '../ports/progress.ts';

export interface TimedStep {
  readonly name: Step;
  /** Whole milliseconds. */
  readonly ms: number;
}

/** Measures the steps while it passes them on. */
export class StepClock implements Progress {
  readonly #inner: Progress;
  readonly #steps: TimedStep[] = [];
  #current: { readonly name: Step; readonly since: number } | undefined;

  constructor(inner: Progress) {
    this.#inner = inner;
  }

  step(name: Step): void {
    this.#end();
    this.#current = { name, since: performance.now() };
    this.#inner.step(name);
  }

  output(line: string): void {
    this.#inner.output(line);
  }

  /** Ends the last step; what was measured, in order. */
  finish(): readonly TimedStep[] {
    this.#end();
    return this.#steps;
  }

  #end(): void {
    if (!this.#current) return;
    const { name, since } = this.#current;
    this.#steps.push({ name, ms: Math.round(performance.now() - since) });
    this.#current = undefined;
  }
}
