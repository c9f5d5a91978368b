import type { Duplex } from 'node:stream';
import type { Engine } from '../engine/engine.ts';
import { failure } from '../errors/dockhopError.ts';
import { endRelay, findRelay, openWay, type ContainerPlace } from './containerWay.ts';
import { PortForward } from './portForward.ts';
import type { Relay } from './relay.ts';

/** A container that is reached for a forward. */
export interface ForwardPlace extends ContainerPlace {
  readonly engine: Pick<Engine, 'streams' | 'exec' | 'watchContainers'>;
}

export interface ContainerForwardOptions {
  /** In the container. */
  readonly port: number;
  /** Connects where that is needed; called for each connection, so that a host may come back. */
  readonly reach: (signal: AbortSignal) => Promise<ForwardPlace>;
  readonly onChange: () => void;
  /** The container is gone for good, and with it the forward. */
  readonly onGone: () => void;
}

/** Events after which a container never runs again, in Docker's words and in podman's. */
const removals: ReadonlySet<string> = new Set(['destroy', 'remove']);

/** A port of a container on this machine, over restarts of the container and losses of the host. */
export class ContainerForward {
  readonly port: number;
  readonly #options: ContainerForwardOptions;
  readonly #relay: Relay;
  readonly #closing = new AbortController();
  #forward: PortForward | undefined;
  #isWatched = false;
  /** Marks of relays whose connection broke. */
  readonly #left = new Set<string>();

  private constructor(options: ContainerForwardOptions, relay: Relay) {
    this.port = options.port;
    this.#options = options;
    this.#relay = relay;
  }

  /**
   * Begins to listen on this machine, once the container is known to be able to relay.
   * @throws CONTAINER_STOPPED, FORWARD_UNFIT; what `reach` throws.
   */
  static async open(
    options: ContainerForwardOptions,
    signal: AbortSignal,
  ): Promise<ContainerForward> {
    const place = running(await options.reach(signal));
    const one = new ContainerForward(options, await findRelay(place, signal));
    const { port, onChange } = options;
    one.#forward = await PortForward.listen({
      ...{ port, onChange },
      open: (stop) => one.#connect(stop),
    });
    if (signal.aborted) await one.close();
    signal.throwIfAborted();
    one.#watch(place);
    return one;
  }

  get localPort(): number {
    return this.#forward?.localPort ?? 0;
  }

  /** How many connections there are now. */
  get connections(): number {
    return this.#forward?.connections ?? 0;
  }

  /** Why the last connection did not come about; undefined when it did. */
  get failure(): unknown {
    return this.#forward?.failure;
  }

  /** Resolves when nothing listens any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#forward?.close();
  }

  async #connect(signal: AbortSignal): Promise<Duplex> {
    const place = running(await this.#options.reach(signal));
    this.#watch(place);
    for (const mark of this.#left) this.#endLeft(place, mark);
    return openWay(place, this.#relay, this.port, signal, {
      onRefused: (error) => {
        this.#forward?.refused(error);
      },
      onLeft: (mark) => this.#left.add(mark),
    });
  }

  /** What stays for want of a connection goes with the next. */
  #endLeft(place: ForwardPlace, mark: string): void {
    this.#left.delete(mark);
    endRelay(place, mark).catch(() => this.#left.add(mark));
  }

  /** Ends the forward with its container; without a connection there is nothing to watch. */
  #watch({ engine, container }: ForwardPlace): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const watching = engine.watchContainers(
      () => undefined,
      ({ action, containerId }) => {
        if (containerId === container.id && removals.has(action)) void this.#end();
      },
      this.#closing.signal,
    );
    const over = (): void => {
      this.#isWatched = false;
    };
    // Why the events ended, the next connection is told when it is refused for the same reason.
    watching.then(over, over);
  }

  async #end(): Promise<void> {
    await this.close();
    this.#options.onGone();
  }
}

/** @throws CONTAINER_STOPPED */
function running(place: ForwardPlace): ForwardPlace {
  const { name, state } = place.container;
  if (state === 'running') return place;
  throw failure('CONTAINER_STOPPED', { container: name, state });
}
