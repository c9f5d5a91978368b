import { unlessAborted } from './abortListening.ts';
import { Attendance, type IsAttended } from './attendance.ts';
import type { HopConnection } from './connection.ts';

/** A share in a connection. It may be given back more than once; the first time counts. */
export interface Lease {
  readonly connection: HopConnection;
  readonly release: () => void;
  /** Keeps the connection from being idle, until what is given back is called. */
  readonly use: () => () => void;
}

/** Is it used for anything now? A connection that is had to carry another one is while that one is. */
export type IsUsing = () => boolean;

const always: IsUsing = () => true;

export interface SharedConnectionOptions {
  /** `isUsed` tells of the connection that is to be made. */
  readonly connect: (
    signal: AbortSignal,
    attendance: Attendance,
    isUsed: IsUsing,
  ) => Promise<HopConnection>;
  /** How long a connection that nobody uses is kept, in milliseconds. */
  readonly idleMs: number;
  /** Called whenever somebody begins to use it whom nobody did, or something to be carried by it. */
  readonly onUse: () => void;
  /** Called once, as soon as nobody new may have it. */
  readonly forget: () => void;
}

/**
 * One connection, or the attempt to make it, for all who need it: one who gives up stops only its
 * own waiting, the last one stops the attempt. A connection that nobody has used for a while ends.
 */
export class SharedConnection {
  readonly #options: SharedConnectionOptions;
  readonly #attempt = new AbortController();
  readonly #attendance: Attendance;
  readonly #connecting: Promise<HopConnection>;
  /** One for each lease. */
  readonly #users = new Map<IsAttended, IsUsing>();
  #connection: HopConnection | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(options: SharedConnectionOptions) {
    this.#options = options;
    this.#attendance = new Attendance(() =>
      [...this.#users.keys()].some((isAttended) => isAttended()),
    );
    this.#connecting = options.connect(this.#attempt.signal, this.#attendance, () => this.isUsed);
    this.#connecting.then(
      (connection) => {
        this.#connection = connection;
        connection.closed.addEventListener('abort', () => {
          this.#end();
        });
      },
      () => {
        // Everybody who waits is told why by the same promise.
        this.#end();
      },
    );
  }

  /** The connection, once it is there. */
  get connection(): HopConnection | undefined {
    return this.#connection;
  }

  /** True while somebody uses it, other than to carry what may be idle. */
  get isUsed(): boolean {
    return [...this.#users.values()].some((isUsing) => isUsing());
  }

  /** True when the attempt had a question while nobody was there to answer. */
  get hasMissedQuestion(): boolean {
    return this.#attendance.hasMissed;
  }

  /** @throws what stopped the attempt; the signal's reason. */
  async lease(
    isAttended: IsAttended,
    signal: AbortSignal,
    isUsing: IsUsing = always,
  ): Promise<Lease> {
    const release = this.#use(isAttended, isUsing);
    try {
      const connection = await unlessAborted(this.#connecting, [signal]);
      return { connection, release, use: () => this.#use(() => false, always) };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Ends the connection or the attempt; resolves when nothing of it is left. Never rejects. */
  async close(): Promise<void> {
    this.#end();
    this.#attempt.abort();
    await this.#connecting.then(
      (connection) => connection.close(),
      () => undefined,
    );
  }

  #use(isAttended: IsAttended, isUsing: IsUsing): () => void {
    // A function of its own for each, as the same one may come twice.
    const user = (): boolean => isAttended();
    const isNews = !this.isUsed;
    this.#users.set(user, isUsing);
    clearTimeout(this.#idle);
    if (isNews) this.#options.onUse();
    return () => {
      if (this.#users.delete(user) && this.#users.size === 0 && !this.#isOver) this.#rest();
    };
  }

  #rest(): void {
    if (!this.#connection) {
      void this.close();
      return;
    }
    this.#idle = setTimeout(() => void this.close(), this.#options.idleMs);
    // A program that has nothing else to do may end.
    this.#idle.unref();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#idle);
    this.#options.forget();
  }
}
