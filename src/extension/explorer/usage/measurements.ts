import type { ReachedHost } from '../../../core/attach/engineDirectory.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { gpuUseOf } from '../../../core/engine/usage/gpu/gpuReport.ts';
import type { ContainerUsage } from '../../../core/engine/usage/usageBetween.ts';
import { isCancelled } from '../../../core/errors/dockhopError.ts';
import type { Log } from '../../../core/ports/log.ts';
import { isUp } from '../containerFilter.ts';
import type { Measured } from '../tooltip.ts';
import type { ContainerRow, TreeRow } from '../treeRows.ts';
import type { ContainerMeter } from './containerMeter.ts';
import type { GpuMeter } from './gpuMeter.ts';

/** How long somebody who points at a row waits for what is measured. */
const patienceMs = 6000;

export interface MeasurementsOptions {
  readonly containers: ContainerMeter;
  readonly gpus: GpuMeter;
  /** What may be asked of a host now. */
  readonly reached: (host: string) => ReachedHost | undefined;
  readonly log: Log;
}

/** Measures what a tooltip says, when it is asked for. What fails is left out, and logged. */
export class Measurements {
  readonly #options: MeasurementsOptions;

  constructor(options: MeasurementsOptions) {
    this.#options = options;
  }

  /** Never throws; at the latest after a few seconds. */
  async of(row: TreeRow, cancelled: AbortSignal): Promise<Measured> {
    const signal = AbortSignal.any([cancelled, AbortSignal.timeout(patienceMs)]);
    if (row.kind === 'host') return this.#ofHost(row.host, signal);
    if (row.kind === 'container' && isUp(row.container.state)) {
      return this.#ofContainer(row, signal);
    }
    return {};
  }

  async #ofHost(host: string, signal: AbortSignal): Promise<Measured> {
    const reached = this.#options.reached(host);
    const [engine] = reached?.engines ?? [];
    if (!reached || !engine) return {};
    const [roundTrip, report] = await Promise.all([
      this.#unlessFailed(host, engine.usage.roundTrip(signal)),
      this.#unlessFailed(host, this.#options.gpus.read(reached.connection, signal)),
    ]);
    return {
      ...(roundTrip === undefined ? {} : { roundTrip }),
      ...(report === undefined ? {} : { gpus: report.gpus }),
    };
  }

  async #ofContainer(row: ContainerRow, signal: AbortSignal): Promise<Measured> {
    const { host } = row.target;
    const { id } = row.container;
    const reached = this.#options.reached(host);
    const engine = reached?.engines.find(({ info }) => info.id === row.engine.id);
    if (!reached || !engine) return {};
    const [container, report] = await Promise.all([
      this.#unlessFailed(host, this.#measure(engine, id, signal)),
      this.#unlessFailed(host, this.#options.gpus.read(reached.connection, signal)),
    ]);
    const gpus = report && (gpuUseOf(report, new Set([id])).get(id) ?? []);
    return {
      usage: {
        ...(container === undefined ? {} : { container }),
        ...(gpus === undefined ? {} : { gpus }),
      },
    };
  }

  /** Nothing of what is measured, where the engine has no figures. */
  async #measure(engine: Engine, id: string, signal: AbortSignal): Promise<ContainerUsage> {
    return (await this.#options.containers.measure(engine, id, signal)) ?? {};
  }

  async #unlessFailed<T>(host: string, measuring: Promise<T>): Promise<T | undefined> {
    try {
      return await measuring;
    } catch (error) {
      if (!isCancelled(error)) {
        this.#options.log.debug(`${host} was not measured: ${String(error)}`);
      }
      return undefined;
    }
  }
}
