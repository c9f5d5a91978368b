import type { ReachedHost } from '../../../core/attach/engineDirectory.ts';
import type { Container } from '../../../core/engine/container.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { gpuUseOf, type GpuReport } from '../../../core/engine/usage/gpu/gpuReport.ts';
import type { Log } from '../../../core/ports/log.ts';
import { isUp } from '../containerFilter.ts';
import { containerRowId } from '../treeRows.ts';
import type { ContainerMeter } from './containerMeter.ts';
import type { GpuMeter } from './gpuMeter.ts';
import type { Usage } from './usage.ts';

const pauseMs = 5000;
/** Of each engine: looking at hundreds would cost the host more than it tells anybody. */
const mostContainers = 40;
const atATime = 4;

export interface UsageWatchOptions {
  readonly containers: ContainerMeter;
  readonly gpus: GpuMeter;
  /** The hosts that are looked at and connected. */
  readonly hosts: () => readonly ReachedHost[];
  readonly listed: (host: string, engine: string) => readonly Container[];
  /** These containers' rows show other figures now. */
  readonly onChange: (rowIds: readonly string[]) => void;
  readonly log: Log;
}

/**
 * The use that rows show, measured again and again while somebody wants it and a host is looked at:
 * one short look at each container that is up, and one program for the GPUs of each host.
 */
export class UsageWatch {
  readonly #options: UsageWatchOptions;
  readonly #usages = new Map<string, Usage>();
  #round: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: UsageWatchOptions) {
    this.#options = options;
  }

  /** By the id of a container's row. */
  usageOf(rowId: string): Usage | undefined {
    return this.#usages.get(rowId);
  }

  /** Begins where it is wanted and there is something to measure; ends at once where not. */
  follow(wanted: boolean): void {
    if (!wanted || this.#options.hosts().length === 0) this.#stop();
    else if (this.#round === undefined) this.#begin();
  }

  dispose(): void {
    this.#round?.abort();
    clearTimeout(this.#timer);
  }

  #stop(): void {
    this.dispose();
    this.#round = undefined;
    const shown = [...this.#usages.keys()];
    this.#usages.clear();
    if (shown.length > 0) this.#options.onChange(shown);
  }

  #begin(): void {
    const round = new AbortController();
    this.#round = round;
    const measure = async (): Promise<void> => {
      await Promise.all(this.#options.hosts().map((host) => this.#measureHost(host, round.signal)));
      if (!round.signal.aborted) this.#timer = setTimeout(() => void measure(), pauseMs);
    };
    void measure();
  }

  async #measureHost({ connection, engines }: ReachedHost, ended: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([ended, connection.closed]);
    const report = await this.#unlessFailed(this.#options.gpus.read(connection, signal));
    for (const engine of engines) {
      if (signal.aborted) return;
      await this.#measureEngine(engine, report, signal);
    }
  }

  async #measureEngine(
    engine: Engine,
    report: GpuReport | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { host, info } = engine;
    const up = this.#options.listed(host, info.id).filter(({ state }) => isUp(state));
    const measured = up.slice(0, mostContainers);
    const gpus = report && gpuUseOf(report, new Set(up.map(({ id }) => id)));
    const changed: string[] = [];
    const queue = measured.values();
    const work = async (): Promise<void> => {
      for (const { id } of queue) {
        const container = await this.#unlessFailed(
          this.#options.containers.glance(engine, id, signal),
        );
        if (signal.aborted) return;
        const rowId = containerRowId(host, info.id, id);
        this.#usages.set(rowId, {
          ...(container === undefined ? {} : { container }),
          ...(gpus === undefined ? {} : { gpus: gpus.get(id) ?? [] }),
        });
        changed.push(rowId);
      }
    };
    await Promise.all(Array.from({ length: atATime }, work));
    if (!signal.aborted) this.#forgetOthers(containerRowId(host, info.id, ''), new Set(changed));
    if (changed.length > 0) this.#options.onChange(changed);
  }

  /** What an engine has no more, or is beyond the number that is measured. */
  #forgetOthers(prefix: string, measured: ReadonlySet<string>): void {
    for (const rowId of this.#usages.keys()) {
      if (rowId.startsWith(prefix) && !measured.has(rowId)) this.#usages.delete(rowId);
    }
  }

  async #unlessFailed<T>(measuring: Promise<T>): Promise<T | undefined> {
    try {
      return await measuring;
    } catch (error) {
      // The next round tries again; what is wrong with the host its own row says.
      this.#options.log.debug(`Use was not measured: ${String(error)}`);
      return undefined;
    }
  }
}
