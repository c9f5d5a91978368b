import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { unlessAborted } from '../abortListening.ts';
import type { Use } from '../connection.ts';
import { askForLife } from './askForLife.ts';

/** How long a sign of life may take that somebody waits for. */
const pulseMs = 5000;
/** A hop that was heard since then needs not be asked as somebody begins to use it. */
const faintMs = 16_000;
/**
 * The silence after which a hop is asked. It is looked at every five seconds while something is used,
 * so that of two answers that are asked for one comes every 15 s. Firewalls and NATs forget a
 * connection that is silent for some minutes.
 */
const askMs = { used: 10_000, unused: 55_000 };
/** More for a hop that carries others: what they are asked and answer goes through it. */
const carryingMs = 6000;
/** How long the answer may take. */
const answerMs = 24_000;

/** Whether a hop is still there: when it was heard last, and when it was asked to be heard. */
export class Pulse {
  readonly #client: Client;
  readonly #closed: AbortSignal;
  #heardAt = performance.now();
  /** When it was asked; undefined once it has said anything since. */
  #askedAt: number | undefined;
  #feeling: Promise<boolean> | undefined;

  /**
   * @param stream what the client speaks through.
   * @param closed aborted when the connection is gone.
   */
  constructor(client: Client, stream: Duplex, closed: AbortSignal) {
    this.#client = client;
    this.#closed = closed;
    stream.on('data', () => {
      this.#heardAt = performance.now();
      this.#askedAt = undefined;
    });
  }

  /** True when nothing was heard for a while, for whatever reason. */
  get isFaint(): boolean {
    return this.#silence() >= faintMs;
  }

  /**
   * To be called every few seconds: asks where it is time to.
   * @returns false when there was no answer for too long.
   */
  keep(use: Exclude<Use, 'begins'>, isCarrying: boolean): boolean {
    if (this.#askedAt !== undefined) return performance.now() - this.#askedAt < answerMs;
    const isDue = this.#silence() >= askMs[use] + (isCarrying ? carryingMs : 0);
    if (isDue) this.#ask().catch(() => undefined);
    return true;
  }

  /** Asks at once; resolves with whether there was an answer, or the connection is gone anyway. */
  feel(): Promise<boolean> {
    this.#feeling ??= this.#feel().finally(() => {
      this.#feeling = undefined;
    });
    return this.#feeling;
  }

  async #feel(): Promise<boolean> {
    const deadline = AbortSignal.timeout(pulseMs);
    try {
      await unlessAborted(this.#ask(), [deadline, this.#closed]);
      return true;
    } catch {
      return !deadline.aborted;
    }
  }

  async #ask(): Promise<void> {
    this.#askedAt ??= performance.now();
    await askForLife(this.#client);
  }

  #silence(): number {
    return performance.now() - this.#heardAt;
  }
}
