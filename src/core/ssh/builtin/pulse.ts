import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { unlessAborted } from '../abortListening.ts';
import { allowedSilence } from '../config/allowedSilence.ts';
import type { HostConfig } from '../config/hostConfig.ts';
import type { Use } from '../connection.ts';
import { askForLife } from './askForLife.ts';

/** How long a sign of life may take that somebody waits for; twice that where only something else is heard. */
const pulseMs = 5000;
/** A hop that was heard since then need not be asked as somebody begins to use it. */
const faintMs = 16_000;
/**
 * The silence after which a hop is asked. While something is used it is looked at every five seconds,
 * so that one of three looks asks. Firewalls and NATs forget a connection that is silent for some
 * minutes. A hop that carries others is heard when they are: it is asked only where they are not.
 */
const askMs = {
  alone: { used: 12_000, unused: 55_000 },
  carrying: { used: 18_000, unused: 70_000 },
} as const;
/**
 * How long the answer may take: as long as five of the looks at what is used, or twelve. A hop that nobody
 * uses is promised nothing sooner, and its answer may wait behind somebody else's upload.
 */
const answerMs = { used: 24_000, unused: 59_000 } as const;

/** There is an answer, or nobody left to give one; something else; nothing. */
type Sign = 'answered' | 'heard' | 'silent';

/** Whether a hop is still there: when it was heard last, and when it was asked to be heard. */
export class Pulse {
  readonly #client: Client;
  readonly #closed: AbortSignal;
  readonly #allowedMs: number;
  #heardAt = performance.now();
  /** When it was asked; undefined once it has said anything since. */
  #askedAt: number | undefined;
  /** At the last look. */
  #wasUsed = false;
  #feeling: Promise<boolean> | undefined;

  /**
   * @param stream what the client speaks through.
   * @param config that of the hop, which may have a ServerAliveInterval.
   * @param closed aborted when the connection is gone.
   */
  constructor(client: Client, stream: Duplex, config: HostConfig, closed: AbortSignal) {
    this.#client = client;
    this.#closed = closed;
    this.#allowedMs = allowedSilence(config);
    stream.on('data', () => {
      this.#heardAt = performance.now();
      this.#askedAt = undefined;
    });
  }

  /**
   * True when nothing was heard for a while, and nobody used it. Of what is used the looks judge: it is
   * not to be lost any sooner, with all that it carries, because somebody begins to use more of it.
   */
  get isFaint(): boolean {
    return !this.#wasUsed && this.#silence() >= faintMs;
  }

  /**
   * To be called every few seconds: asks where it is time to, or would be past it at the next look.
   * @param nextMs in how many milliseconds that is.
   * @returns false when there was no answer for too long.
   */
  keep(use: Exclude<Use, 'begins'>, nextMs: number, isCarrying: boolean): boolean {
    this.#wasUsed = use === 'used';
    // Who feels it judges it; as somebody begins to use it, it may have been asked long ago.
    if (this.#feeling) return true;
    if (this.#askedAt !== undefined) return performance.now() - this.#askedAt < answerMs[use];
    const silence = this.#silence();
    const isDue = silence >= askMs[isCarrying ? 'carrying' : 'alone'][use];
    if (isDue || silence + nextMs > this.#allowedMs) this.#ask().catch(() => undefined);
    return true;
  }

  /**
   * Asks at once; resolves with whether anything is heard, or the connection is gone anyway. On a slow way the
   * question waits behind an upload, of which the far side says meanwhile how much it has taken.
   */
  feel(): Promise<boolean> {
    this.#feeling ??= this.#feel().finally(() => {
      this.#feeling = undefined;
    });
    return this.#feeling;
  }

  async #feel(): Promise<boolean> {
    const answer = this.#ask();
    const first = await this.#signWhile(answer);
    // It may have been on its way for long, as what came before a sleep; what still comes was not.
    const sign = first === 'heard' ? await this.#signWhile(answer) : first;
    return sign !== 'silent';
  }

  /** What there is of the hop until the answer is due. */
  async #signWhile(answer: Promise<void>): Promise<Sign> {
    const since = performance.now();
    const deadline = AbortSignal.timeout(pulseMs);
    try {
      await unlessAborted(answer, [deadline, this.#closed]);
      return 'answered';
    } catch {
      if (!deadline.aborted) return 'answered';
      return this.#heardAt > since ? 'heard' : 'silent';
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
