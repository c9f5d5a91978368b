import type { Duplex } from 'node:stream';
import type { Connection, HopConnection, RunOptions, RunResult, Transport } from './connection.ts';
import type { Path } from './config/path.ts';

/**
 * A hop's connection under the name that somebody gave to the host. Whatever runs or flows over it
 * counts as use of it.
 */
export class CountedConnection implements Connection {
  readonly path: Path;
  readonly #connection: HopConnection;
  readonly #use: () => () => void;

  /** `use` is called when something begins; what it gives back, when that is over. */
  constructor(path: Path, connection: HopConnection, use: () => () => void) {
    this.path = path;
    this.#connection = connection;
    this.#use = use;
  }

  get transport(): Transport {
    return this.#connection.transport;
  }

  get sharedHops(): readonly string[] {
    return this.#connection.sharedHops;
  }

  get closed(): AbortSignal {
    return this.#connection.closed;
  }

  async run(
    words: readonly string[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const over = this.#use();
    try {
      return await this.#connection.run(words, options, signal);
    } finally {
      over();
    }
  }

  async openProgram(words: readonly string[], signal: AbortSignal): Promise<Duplex> {
    return await this.#counted(() => this.#connection.openProgram(words, signal));
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    return await this.#counted(() => this.#connection.openSocket(socketPath, signal));
  }

  async #counted(open: () => Promise<Duplex>): Promise<Duplex> {
    const over = this.#use();
    try {
      const stream = await open();
      if (stream.closed) over();
      else stream.once('close', over);
      return stream;
    } catch (error) {
      over();
      throw error;
    }
  }
}
