import { unlessAborted } from './abortListening.ts';
import type { HopConnection } from './connection.ts';

/** A share in a connection. Given back, it may be the last one, and the connection ends. */
export interface Lease {
  readonly connection: HopConnection;
  release(): void;
}

type Connect = (signal: AbortSignal) => Promise<HopConnection>;

/**
 * One connection, or the attempt to make it, for all who need it: one who gives up stops only its
 * own waiting, the last one stops the attempt.
 */
export class SharedConnection {
  readonly #attempt = new AbortController();
  readonly #connecting: Promise<HopConnection>;
  readonly #forget: () => void;
  #leases = 0;
  #isOver = false;

  /** `forget` is called once, as soon as nobody new may have it. */
  constructor(connect: Connect, forget: () => void) {
    this.#forget = forget;
    this.#connecting = connect(this.#attempt.signal);
    this.#connecting.then(
      (connection) => {
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

  /** @throws what stopped the attempt; the signal's reason. */
  async lease(signal: AbortSignal): Promise<Lease> {
    this.#leases++;
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.#leases--;
      if (this.#leases === 0) void this.close();
    };
    try {
      const connection = await unlessAborted(this.#connecting, [signal]);
      return { connection, release };
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

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forget();
  }
}
