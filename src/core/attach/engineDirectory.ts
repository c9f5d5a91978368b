import type { Engine } from '../engine/engine.ts';
import { findEngines, noEngineError } from '../engine/findEngines.ts';
import type { Log } from '../ports/log.ts';
import type { Connection, Connections, ConnectOptions } from '../ssh/connection.ts';

/** A host that answers, with the engines that this user can use there: at least one. */
export interface ReachedHost {
  readonly connection: Connection;
  readonly engines: readonly Engine[];
}

/** The engines of each host, looked for once a connection. */
export class EngineDirectory {
  readonly #connections: Connections;
  readonly #log: Log;
  readonly #found = new WeakMap<Connection, readonly Engine[]>();

  constructor(connections: Connections, log: Log) {
    this.#connections = connections;
    this.#log = log;
  }

  /**
   * Connects to the host where there is no connection yet, and finds its engines.
   * @throws DockhopError naming the hop that failed; ENGINE_NOT_FOUND, ENGINE_DENIED.
   */
  async reach(
    host: string,
    signal: AbortSignal,
    options: ConnectOptions = {},
  ): Promise<ReachedHost> {
    const connection = await this.#connections.to(host, signal, options);
    const known = this.#found.get(connection);
    if (known) return { connection, engines: known };
    const found = await findEngines(connection, this.#log, signal);
    // Nothing found is not remembered: the person may start an engine and try again.
    if (found.engines.length === 0) throw noEngineError(host, found);
    this.#found.set(connection, found.engines);
    return { connection, engines: found.engines };
  }
}
