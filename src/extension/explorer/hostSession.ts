import type { ReachedHost } from '../../core/attach/engineDirectory.ts';
import type { Container } from '../../core/engine/container.ts';
import type { Engine, EngineInfo } from '../../core/engine/engine.ts';
import type { Path } from '../../core/ssh/config/path.ts';
import type { ConnectOptions, Transport } from '../../core/ssh/connection.ts';
import type { Liveness } from './liveness.ts';
import { LiveSession } from './liveSession.ts';

/** How long a host stays connected to its view after the view is hidden. */
const graceMs = 10_000;

/** What is listed of an engine: by default its containers. */
export interface EngineSnapshot<Listed = readonly Container[]> {
  readonly info: EngineInfo;
  readonly liveness: Liveness<Listed, unknown>;
}

/** All that the tree shows of a host at one moment. */
export interface HostSnapshot<Listed = readonly Container[]> {
  readonly host: string;
  readonly liveness: Liveness<unknown, unknown>;
  /** How it is reached; absent until it was. */
  readonly path?: Path;
  readonly engines: readonly EngineSnapshot<Listed>[];
  /** Who speaks SSH to it; absent until it was reached. */
  readonly transport?: Transport;
}

export interface HostSessionOptions<Listed> {
  readonly host: string;
  readonly reach: (signal: AbortSignal, options: ConnectOptions) => Promise<ReachedHost>;
  /** Lists what is to be seen of an engine and keeps it live, as `Watch` says. */
  readonly watchEngine: (
    engine: Engine,
    up: (listed: Listed) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly onChange: () => void;
}

interface WatchedEngine<Listed> {
  engine: Engine;
  readonly session: LiveSession<Listed>;
}

/**
 * A host while it is looked at: its connection, and behind it the list of each engine, each with a
 * life of its own. One engine that fails, or one host, leaves the others alone.
 */
export class HostSession<Listed = readonly Container[]> {
  readonly #options: HostSessionOptions<Listed>;
  readonly #connection: LiveSession<ReachedHost>;
  readonly #engines = new Map<string, WatchedEngine<Listed>>();
  #grace: NodeJS.Timeout | undefined;

  constructor(options: HostSessionOptions<Listed>) {
    this.#options = options;
    this.#connection = new LiveSession({
      watch: (up, signal, isAsked) => this.#connect(up, signal, isAsked),
      onChange: () => {
        this.#followConnection();
        options.onChange();
      },
    });
  }

  snapshot(): HostSnapshot<Listed> {
    const reached = this.#connection.value;
    return {
      host: this.#options.host,
      liveness: this.#connection.state,
      engines: reached === undefined ? [] : this.#engineSnapshots(reached),
      ...(reached === undefined
        ? {}
        : { path: reached.connection.path, transport: reached.connection.transport }),
    };
  }

  /** What may be asked now, over the connection that is open; undefined while there is none. */
  get reached(): ReachedHost | undefined {
    return this.#connection.state.phase === 'live' ? this.#connection.value : undefined;
  }

  /** Somebody looks at the host; or nobody does: then it ends after a short grace. */
  want(wanted: boolean): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
    if (wanted) {
      this.#connection.want(true);
    } else {
      this.#grace = setTimeout(() => {
        this.#connection.want(false);
      }, graceMs);
    }
  }

  /** Looks again at once, also at what needed the person. */
  retry(): void {
    for (const [id, { session }] of this.#engines) {
      if (session.state.phase !== 'failed') continue;
      session.dispose();
      this.#engines.delete(id);
    }
    this.#connection.retry();
  }

  /** After a sleep or a change of network nothing waits for its pause to end. */
  wake(): void {
    this.#connection.wake();
    for (const { session } of this.#engines.values()) session.wake();
  }

  dispose(): void {
    clearTimeout(this.#grace);
    this.#connection.dispose();
    for (const { session } of this.#engines.values()) session.dispose();
  }

  async #connect(
    up: (reached: ReachedHost) => void,
    signal: AbortSignal,
    isAsked: boolean,
  ): Promise<void> {
    const reached = await this.#options.reach(signal, { unasked: !isAsked, until: signal });
    signal.throwIfAborted();
    up(reached);
    const { closed } = reached.connection;
    await aborted(AbortSignal.any([signal, closed]));
    // Not when nobody looks any more: then there is nothing to say.
    if (!signal.aborted) closed.throwIfAborted();
  }

  /** The engines are watched while there is a connection; what they had is kept while there is none. */
  #followConnection(): void {
    const { phase } = this.#connection.state;
    if (phase === 'live') {
      for (const engine of this.#connection.value?.engines ?? []) this.#watched(engine).want(true);
    } else {
      for (const { session } of this.#engines.values()) session.want(false);
      if (phase === 'failed') this.#forgetEngines();
    }
  }

  #watched(engine: Engine): LiveSession<Listed> {
    const known = this.#engines.get(engine.info.id);
    if (known) {
      const reconnected = known.engine !== engine;
      known.engine = engine;
      // Over a new connection an engine may answer that refused before.
      if (reconnected && known.session.state.phase === 'failed') known.session.retry();
      return known.session;
    }
    const watched: WatchedEngine<Listed> = {
      engine,
      session: new LiveSession({
        watch: (up, signal) => this.#options.watchEngine(watched.engine, up, signal),
        onChange: this.#options.onChange,
      }),
    };
    this.#engines.set(engine.info.id, watched);
    return watched.session;
  }

  #engineSnapshots({ engines }: ReachedHost): readonly EngineSnapshot<Listed>[] {
    return engines.flatMap(({ info }) => {
      const watched = this.#engines.get(info.id);
      return watched ? [{ info, liveness: watched.session.state }] : [];
    });
  }

  #forgetEngines(): void {
    for (const { session } of this.#engines.values()) session.dispose();
    this.#engines.clear();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    }
  });
}
