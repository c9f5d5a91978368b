import { backoffMs } from './backoff.ts';
import { knownValue, nextLiveness, type Liveness, type LivenessEvent } from './liveness.ts';
import { mayRetry } from './retryPolicy.ts';

/** How long a thing must have been live before its next pause starts small again. */
const settledMs = 30_000;

/**
 * Makes a thing live and keeps it so: calls `up` with what is known, again for each change, and
 * rejects with the reason when it ends. Ends when the signal aborts. `isAsked` is false when nobody
 * asked for this attempt just now: then nobody may be asked anything either.
 */
export type Watch<Value> = (
  up: (value: Value) => void,
  signal: AbortSignal,
  isAsked: boolean,
) => Promise<void>;

export interface LiveSessionOptions<Value> {
  readonly watch: Watch<Value>;
  readonly onChange: () => void;
  /** From 0 to 1; chance by default. */
  readonly random?: () => number;
}

/** Carries out what `nextLiveness` decides: attempts and pauses. */
export class LiveSession<Value> {
  readonly #watch: Watch<Value>;
  readonly #onChange: () => void;
  readonly #random: () => number;
  #state: Liveness<Value, unknown> = { phase: 'idle' };
  #attempt: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ watch, onChange, random = Math.random }: LiveSessionOptions<Value>) {
    this.#watch = watch;
    this.#onChange = onChange;
    this.#random = random;
  }

  get state(): Liveness<Value, unknown> {
    return this.#state;
  }

  get value(): Value | undefined {
    return knownValue(this.#state);
  }

  want(wanted: boolean): void {
    this.#happen({ type: wanted ? 'wanted' : 'unwanted' });
  }

  /** Starts over at once, if anybody looks. */
  retry(): void {
    this.#stop();
    this.#happen({ type: 'retry' });
  }

  /** The machine woke up, or has another network: what waits for its next attempt makes it now. */
  wake(): void {
    this.#happen({ type: 'due' });
  }

  dispose(): void {
    this.#stop();
    this.#state = { phase: 'idle' };
  }

  #happen(event: LivenessEvent<Value, unknown>): void {
    const before = this.#state;
    const after = nextLiveness(before, event);
    if (after === before) return;
    this.#state = after;
    this.#enact(before, after);
    this.#onChange();
  }

  #enact(before: Liveness<Value, unknown>, after: Liveness<Value, unknown>): void {
    switch (after.phase) {
      case 'trying':
        this.#stop();
        this.#try(after.failure === undefined);
        break;
      case 'live':
        if (before.phase !== 'live') this.#after(settledMs, { type: 'settled' });
        break;
      case 'lost':
        this.#stop();
        this.#after(backoffMs(after.attempt, this.#random()), { type: 'due' });
        break;
      case 'idle':
      case 'failed':
        this.#stop();
        break;
    }
  }

  #try(isAsked: boolean): void {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { signal } = attempt;
    const up = (value: Value): void => {
      if (!signal.aborted) this.#happen({ type: 'up', value });
    };
    const down = (failure: unknown): void => {
      // Ended because nobody looks any more: no failure.
      if (signal.aborted) return;
      const again = mayRetry(failure, this.value !== undefined);
      this.#happen({ type: 'down', failure, again });
    };
    this.#watch(up, signal, isAsked).then(() => {
      down(new Error('The watch ended without a reason'));
    }, down);
  }

  #after(ms: number, event: LivenessEvent<Value, unknown>): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#happen(event);
    }, ms);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
  }
}
