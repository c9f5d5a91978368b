import { Coalescer } from './coalescer.ts';

/** Where a list comes from, and who says that it changed. */
export interface ListSource<Value> {
  list(signal: AbortSignal): Promise<Value>;
  /** As `Engine.watchContainers`. */
  watch(onOpen: () => void, onChange: () => void, signal: AbortSignal): Promise<void>;
}

interface LiveListOptions {
  /** The least pause between two lists; a change that comes later is listed almost at once. */
  readonly debounceMs: number;
}

/** Keeps a list of an engine's up to date: told by its events, never by polling. */
export class LiveList<Value> {
  readonly #source: ListSource<Value>;
  readonly #debounceMs: number;

  constructor(source: ListSource<Value>, { debounceMs }: LiveListOptions) {
    this.#source = source;
    this.#debounceMs = debounceMs;
  }

  /**
   * Calls back with the list, with a new one after each change, and at last with the error that
   * ended it. Resolves when the signal aborts; otherwise rejects with that error, and the caller
   * may start again when the host or the engine is back.
   */
  async start(onChange: (update: Value | Error) => void, signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort(signal.reason);
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    const list = async (): Promise<void> => {
      const value = await this.#source.list(ending.signal);
      if (!ending.signal.aborted) onChange(value);
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
    const onChange = (): void => {
      lister.soon();
    };
    await this.#source.watch(onOpen, onChange, signal);
    signal.throwIfAborted();
  }
}
