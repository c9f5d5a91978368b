import type { Log } from '../ports/log.ts';
import { Coalescer } from './coalescer.ts';
import type { Container } from './container.ts';
import type { ContainerEvent, Engine } from './engine.ts';

interface LiveContainersOptions {
  /** How long changes are gathered before the list is asked for again. */
  readonly debounceMs: number;
}

/** Keeps the list of an engine's containers up to date: told by its events, never by polling. */
export class LiveContainers {
  readonly #engine: Engine;
  readonly #log: Log;
  readonly #debounceMs: number;

  constructor(engine: Engine, log: Log, { debounceMs }: LiveContainersOptions) {
    this.#engine = engine;
    this.#log = log;
    this.#debounceMs = debounceMs;
  }

  /**
   * Calls back with the list, with a new one after each change, and at last with the error that
   * ended it. Resolves when the signal aborts; otherwise rejects with that error, and the caller
   * may start again when the host or the engine is back.
   */
  async start(
    onChange: (update: readonly Container[] | Error) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort(signal.reason);
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    const list = async (): Promise<void> => {
      const containers = await this.#engine.listContainers(ending.signal);
      if (!ending.signal.aborted) onChange(containers);
    };
    const lister = new Coalescer(this.#debounceMs, list, (error) => {
      ending.abort(error);
    });
    try {
      await this.#watch(lister, ending.signal);
    } catch (error) {
      if (signal.aborted) return;
      onChange(error instanceof Error ? error : new Error(String(error)));
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      lister.stop();
      ending.abort();
    }
  }

  /** Always rejects: with the reason of the signal, or why the events ended. */
  async #watch(lister: Coalescer, signal: AbortSignal): Promise<void> {
    const onOpen = (): void => {
      lister.now();
    };
    const onEvent = ({ action, containerId }: ContainerEvent): void => {
      this.#log.debug(`${this.#engine.host}: ${action} ${containerId.slice(0, 12)}`);
      lister.soon();
    };
    await this.#engine.watchContainers(onOpen, onEvent, signal);
    signal.throwIfAborted();
  }
}
