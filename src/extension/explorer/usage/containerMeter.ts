import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../../../core/engine/engine.ts';
import type { ContainerStats } from '../../../core/engine/usage/engineUsage.ts';
import { usageBetween, type ContainerUsage } from '../../../core/engine/usage/usageBetween.ts';

/** The time over which processors are measured where there is no earlier look. */
const measuredMs = 500;
/** An earlier look than this would say what was, not what is. */
const longestMs = 30_000;
/** Far more than are ever looked at. */
const mostKept = 2000;

type Measurable = Pick<Engine, 'host' | 'info' | 'usage'>;

interface Look {
  readonly stats: ContainerStats;
  /** By our clock. */
  readonly seen: number;
}

/** What containers use, by the difference between two looks at their counters. */
export class ContainerMeter {
  readonly #looks = new Map<string, Look>();

  /**
   * What a container uses now; takes half a second where it was not looked at lately.
   * @returns undefined where the engine cannot tell.
   */
  async measure(
    engine: Measurable,
    id: string,
    signal: AbortSignal,
  ): Promise<ContainerUsage | undefined> {
    const first = await this.glance(engine, id, signal);
    if (first === undefined || first.cpuPercent !== undefined) return first;
    await pause(measuredMs, undefined, { signal });
    return this.glance(engine, id, signal);
  }

  /** One look; says nothing about processors where there was none lately. */
  async glance(
    engine: Measurable,
    id: string,
    signal: AbortSignal,
  ): Promise<ContainerUsage | undefined> {
    const key = `${engine.host}/${engine.info.id}/${id}`;
    const stats = await engine.usage.stats(id, signal);
    if (stats === undefined) return undefined;
    const before = this.#looks.get(key);
    const seen = performance.now();
    if (this.#looks.size >= mostKept) this.#looks.clear();
    this.#looks.set(key, { stats, seen });
    const isLate = before === undefined || seen - before.seen > longestMs;
    return usageBetween(isLate ? undefined : before.stats, stats);
  }
}
