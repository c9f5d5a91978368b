import type { Connection, Connections, ConnectOptions } from './connection.ts';
import type { ConnectionPool } from './connectionPool.ts';
import { LocalConnection } from './localConnection.ts';
import { isLocalHost } from './localHost.ts';

/** Every host a person can name: this machine, which needs no connection, and all that ssh reaches. */
export class AllConnections implements Connections {
  readonly #pool: ConnectionPool;
  readonly #local = new LocalConnection();

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  async to(host: string, signal: AbortSignal, options: ConnectOptions = {}): Promise<Connection> {
    signal.throwIfAborted();
    return isLocalHost(host) ? this.#local : await this.#pool.to(host, signal, options);
  }

  /** Ends all connections and programs; resolves when nothing of them is left. */
  async dispose(): Promise<void> {
    await Promise.all([this.#local.close(), this.#pool.dispose()]);
  }
}
