import type { Engine } from '../engine/engine.ts';
import { EngineMemory, type KnownHost } from '../engine/find/engineMemory.ts';
import { noEngineError } from '../engine/find/noEngineError.ts';
import { noHints, type Hints } from '../ports/hints.ts';
import type { Log } from '../ports/log.ts';
import type { Connection, Connections, ConnectOptions } from '../ssh/connection.ts';

/** A host that answers, with the engines that this user can use there: at least one. */
export interface ReachedHost {
  readonly connection: Connection;
  readonly engines: readonly Engine[];
}

/** On which hosts the person allows sudo. */
export type MayUseSudo = (host: string) => boolean;

interface HostMemory {
  /** Engines keep their ids from one connection to the next. */
  readonly ids: Map<string, string>;
  /** And most likely their sockets; what earlier windows knew to begin with. */
  readonly host: Promise<KnownHost>;
  /** What was found over a connection, by its `closed`; gone when it is to be looked for again. */
  found: WeakMap<AbortSignal, EngineMemory>;
  /** What stays true of a connection however often one looks. */
  readonly learned: WeakMap<AbortSignal, EngineMemory>;
}

/** The engines of each host, looked for once a connection, and again when somebody asks. */
export class EngineDirectory {
  readonly #connections: Connections;
  readonly #log: Log;
  readonly #mayUseSudo: MayUseSudo;
  readonly #hints: Hints;
  readonly #hosts = new Map<string, HostMemory>();

  constructor(
    connections: Connections,
    log: Log,
    mayUseSudo: MayUseSudo = () => false,
    hints: Hints = noHints,
  ) {
    this.#connections = connections;
    this.#log = log;
    this.#mayUseSudo = mayUseSudo;
    this.#hints = hints;
  }

  /**
   * Connects to the host where there is no connection yet, and finds its engines. Those that were
   * found before are looked for again when one of them was seen not to answer any more.
   * @throws DockhopError naming the hop that failed; ENGINE_NOT_FOUND, ENGINE_DENIED.
   */
  async reach(
    host: string,
    signal: AbortSignal,
    options: ConnectOptions = {},
  ): Promise<ReachedHost> {
    const known = this.#memoryOf(host);
    const [connection, { findEngines }, knownHost] = await Promise.all([
      this.#connections.to(host, signal, options),
      // Loaded for the first host, while that is connected to.
      import('../engine/find/findEngines.ts'),
      known.host,
    ]);
    const found = known.found.get(connection.closed);
    if (found && !found.isOutdated) return { connection, engines: [...found.engines.values()] };
    const memory = known.learned.get(connection.closed) ?? new EngineMemory(known.ids, knownHost);
    known.learned.set(connection.closed, memory);
    const tools = { log: this.#log, mayUseSudo: this.#mayUseSudo(host) };
    const result = await findEngines(connection, tools, signal, memory).finally(() => {
      this.#hints.noteHost(host, { ...knownHost });
    });
    if (result.engines.length === 0) {
      // Not remembered: the person may start an engine and try again.
      known.found.delete(connection.closed);
      throw noEngineError(host, result);
    }
    known.found.set(connection.closed, memory);
    return { connection, engines: result.engines };
  }

  /** The next to reach for this host, or for any, looks for its engines anew. */
  lookAgain(host?: string): void {
    for (const [name, memory] of this.#hosts) {
      if (host === undefined || host === name) memory.found = new WeakMap();
    }
  }

  #memoryOf(host: string): HostMemory {
    const known = this.#hosts.get(host);
    if (known) return known;
    const memory: HostMemory = {
      ids: new Map(),
      host: this.#hints.host(host).then((hint) => ({ ...hint })),
      found: new WeakMap(),
      learned: new WeakMap(),
    };
    this.#hosts.set(host, memory);
    return memory;
  }
}
