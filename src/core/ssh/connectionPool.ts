import { createHash } from 'node:crypto';
import type { Connection, Connections, HopConnection } from './connection.ts';
import type { Hop, HopPath } from './path.ts';
import { reachHop, type ReachTools } from './reachHop.ts';
import { resolvePath } from './resolvePath.ts';
import { SharedConnection, type Lease } from './sharedConnection.ts';

/**
 * All connections of Dockhop: one a hop, shared by everything behind it. A connection that was
 * asked for by name lives until the pool is disposed of or it is lost, one that only carries
 * others as long as they do. What failed is forgotten and never retried unasked.
 */
export class ConnectionPool implements Connections, AsyncDisposable {
  readonly #parts: ReachTools;
  readonly #shared = new Map<string, SharedConnection>();
  readonly #disposed = new AbortController();

  constructor(parts: ReachTools) {
    this.#parts = parts;
  }

  async to(host: string, signal: AbortSignal): Promise<Connection> {
    this.#disposed.signal.throwIfAborted();
    const path = await resolvePath(host, this.#parts.settings, signal);
    const { connection } = await this.#lease(path, signal);
    return connection.seenAs(path);
  }

  /** Ends all connections; resolves when nothing of them is left. */
  async dispose(): Promise<void> {
    this.#disposed.abort();
    await Promise.all([...this.#shared.values()].map((shared) => shared.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #lease(path: HopPath, signal: AbortSignal): Promise<Lease> {
    this.#disposed.signal.throwIfAborted();
    const key = keyOf(path.hops);
    const known = this.#shared.get(key);
    if (known) return await known.lease(signal);
    const shared: SharedConnection = new SharedConnection(
      (attempt) => this.#connect(path, attempt),
      () => {
        if (this.#shared.get(key) === shared) this.#shared.delete(key);
      },
    );
    this.#shared.set(key, shared);
    return await shared.lease(signal);
  }

  async #connect(path: HopPath, signal: AbortSignal): Promise<HopConnection> {
    const before = pathBefore(path);
    if (!before) return await reachHop(path, undefined, this.#parts, signal);
    const carrier = await this.#lease(before, signal);
    try {
      const connection = await reachHop(path, carrier.connection, this.#parts, signal);
      connection.closed.addEventListener('abort', () => {
        carrier.release();
      });
      return connection;
    } catch (error) {
      carrier.release();
      throw error;
    }
  }
}

/** The path to the hop before the last one. */
function pathBefore({ hops }: HopPath): HopPath | undefined {
  const [first, ...others] = hops.slice(0, -1);
  if (!first) return undefined;
  return { host: (others.at(-1) ?? first).name, hops: [first, ...others] };
}

/** What decides who is at the other end, and as whom we are known there. */
const decisive = [
  'hostkeyalias',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'globalknownhostsfile',
  'preferredauthentications',
  'pubkeyauthentication',
  'revokedhostkeys',
  'stricthostkeychecking',
  'userknownhostsfile',
] as const;

/**
 * Two hops are one when they have the same address and user, are reached the same way, and the
 * configuration has the same to say about trust and keys: `sshd` may run another command for
 * another key, and a host that is checked strictly must not be had through one that is not.
 */
function keyOf(hops: readonly Hop[]): string {
  const parts = hops.map(({ hostName, port, user, command, config }) => [
    user,
    hostName,
    port,
    command ?? '',
    ...decisive.map((keyword) => config.get(keyword) ?? []),
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
