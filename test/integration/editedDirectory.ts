import { EngineDirectory, type ReachedHost } from '../../src/core/attach/engineDirectory.ts';
import type { ContainerDetails } from '../../src/core/engine/container.ts';
import type { Engine, EngineInfo } from '../../src/core/engine/engine.ts';
import type { ConnectOptions } from '../../src/core/ssh/connection.ts';
import { partialEngine } from '../unit/core/engine/partialEngine.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export interface Edits {
  readonly info?: (info: EngineInfo) => EngineInfo;
  readonly details?: (details: ContainerDetails) => ContainerDetails;
}

/** Real engines that say something else of themselves, or of their containers, than is true. */
export class EditedDirectory extends EngineDirectory {
  readonly #inner: EngineDirectory;
  readonly #edits: Edits;

  constructor(inner: EngineDirectory, edits: Edits) {
    super({ to: () => Promise.reject(new Error('the inner one connects')) }, log);
    this.#inner = inner;
    this.#edits = edits;
  }

  override async reach(
    host: string,
    signal: AbortSignal,
    options: ConnectOptions = {},
  ): Promise<ReachedHost> {
    const { connection, engines } = await this.#inner.reach(host, signal, options);
    return { connection, engines: engines.map((engine) => this.#edited(engine)) };
  }

  #edited(engine: Engine): Engine {
    const { info, details } = this.#edits;
    return partialEngine({
      host: engine.host,
      info: info?.(engine.info) ?? engine.info,
      listContainers: (signal) => engine.listContainers(signal),
      inspectContainer: async (id, signal) => {
        const found = await engine.inspectContainer(id, signal);
        return details?.(found) ?? found;
      },
      exec: (container, request, signal) => engine.exec(container, request, signal),
    });
  }
}
