import { onAbort } from './abortListening.ts';
import type { Attendance, IsAttended } from './attendance.ts';
import type { Connection, Connections, ConnectOptions, HopConnection } from './connection.ts';
import { CountedConnection } from './countedConnection.ts';
import { AcceptedKeys } from './login/acceptedKeys.ts';
import { Heartbeat } from './heartbeat.ts';
import { LoginGates } from './builtin/loginGates.ts';
import { hopIdentity, identityDigest } from './config/hopIdentity.ts';
import type { HopPath } from './config/path.ts';
import { reachHop, type ReachTools } from './reachHop.ts';
import { resolvePath } from './config/resolvePath.ts';
import { SharedConnection, type IsUsing, type Lease } from './sharedConnection.ts';

/** Long enough to look at another window and come back. */
const defaultIdleMs = 10 * 60_000;

interface PoolOptions {
  /** How long a connection that nobody uses is kept, in milliseconds. */
  readonly idleMs?: number;
}

/**
 * All connections of Dockhop: one a hop, shared by everything behind it. A connection lives while
 * something uses it, and a while longer; or until it is lost. What failed is forgotten and never
 * retried unasked.
 */
export class ConnectionPool implements Connections, AsyncDisposable {
  readonly #tools: ReachTools;
  readonly #idleMs: number;
  readonly #shared = new Map<string, SharedConnection>();
  readonly #gates = new LoginGates();
  readonly #disposed = new AbortController();
  readonly #heartbeat = new Heartbeat(() => this.#shared.values());
  readonly #views = new WeakMap<HopConnection, Map<string, Connection>>();

  constructor(tools: ReachTools, { idleMs = defaultIdleMs }: PoolOptions = {}) {
    this.#tools = { acceptedKeys: new AcceptedKeys(), ...tools };
    this.#idleMs = idleMs;
  }

  async to(
    host: string,
    signal: AbortSignal,
    { unasked = false, until }: ConnectOptions = {},
  ): Promise<Connection> {
    this.#disposed.signal.throwIfAborted();
    const path = await resolvePath(host, this.#tools.settings, signal);
    const lease = await this.#lease(path, () => !unasked, signal);
    // Its own use of the connection keeps it from now on, and whoever watches it.
    if (until) onAbort([until, lease.connection.closed], lease.release);
    else lease.release();
    return this.#seenAs(path, lease);
  }

  /** Ends all connections; resolves when nothing of them is left. */
  async dispose(): Promise<void> {
    this.#disposed.abort();
    await Promise.all([...this.#shared.values()].map((shared) => shared.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #lease(
    path: HopPath,
    isAttended: IsAttended,
    signal: AbortSignal,
    isUsing?: IsUsing,
  ): Promise<Lease> {
    for (;;) {
      this.#disposed.signal.throwIfAborted();
      const shared = this.#sharedTo(path);
      try {
        return await shared.lease(isAttended, signal, isUsing);
      } catch (error) {
        signal.throwIfAborted();
        // Who is there to answer does not take the silence of those who were not.
        if (!shared.hasMissedQuestion || !isAttended()) throw error;
      }
    }
  }

  #sharedTo(path: HopPath): SharedConnection {
    const key = identityDigest(path.hops.map(hopIdentity));
    const known = this.#shared.get(key);
    if (known) return known;
    const shared: SharedConnection = new SharedConnection({
      connect: (attempt, attendance, isUsed) => this.#connect(path, attendance, isUsed, attempt),
      idleMs: this.#idleMs,
      onUse: () => {
        this.#heartbeat.quicken(shared);
      },
      forget: () => {
        if (this.#shared.get(key) === shared) this.#shared.delete(key);
        if (this.#shared.size === 0) this.#heartbeat.stop();
      },
    });
    this.#shared.set(key, shared);
    this.#heartbeat.start();
    return shared;
  }

  async #connect(
    path: HopPath,
    attendance: Attendance,
    isUsed: IsUsing,
    signal: AbortSignal,
  ): Promise<HopConnection> {
    const before = pathBefore(path);
    const carrier = before && (await this.#lease(before, attendance.isAttended, signal, isUsed));
    try {
      const connection = await this.#logIn(path, carrier?.connection, attendance, signal);
      if (carrier) onAbort([connection.closed], carrier.release);
      return connection;
    } catch (error) {
      carrier?.release();
      throw error;
    }
  }

  async #logIn(
    path: HopPath,
    carrier: HopConnection | undefined,
    attendance: Attendance,
    signal: AbortSignal,
  ): Promise<HopConnection> {
    const { leave, turnedAway } = await this.#gates.enter(
      path,
      carrier ? [signal, carrier.closed] : [signal],
    );
    try {
      const prompter = attendance.over(this.#tools.prompter);
      const tools = { ...this.#tools, prompter, onTurnedAway: turnedAway };
      return await reachHop(path, carrier, tools, signal);
    } finally {
      leave();
    }
  }

  #seenAs(path: HopPath, { connection, use }: Lease): Connection {
    const views = this.#views.get(connection) ?? new Map<string, Connection>();
    this.#views.set(connection, views);
    const known = views.get(path.host);
    if (known) return known;
    const view = new CountedConnection(path, connection, use);
    views.set(path.host, view);
    return view;
  }
}

/** The path to the hop before the last one. */
function pathBefore({ hops }: HopPath): HopPath | undefined {
  const [first, ...others] = hops.slice(0, -1);
  if (!first) return undefined;
  return { host: (others.at(-1) ?? first).name, hops: [first, ...others] };
}
