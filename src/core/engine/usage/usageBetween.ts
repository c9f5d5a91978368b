import type { ContainerStats } from './engineUsage.ts';

/** What a container uses. */
export interface ContainerUsage {
  /** 100 is one processor, all the time; absent where there is nothing to compare with yet. */
  readonly cpuPercent?: number;
  /** In bytes. */
  readonly memory?: number;
  readonly memoryLimit?: number;
}

/**
 * What was used from one look at the counters to the next.
 * @param before may be missing, or of an earlier start of the container: then nothing is said
 * about processors.
 */
export function usageBetween(
  before: ContainerStats | undefined,
  now: ContainerStats,
): ContainerUsage {
  const { memory, memoryLimit } = now;
  const cpuPercent = before && cpuPercentBetween(before, now);
  return {
    ...(cpuPercent === undefined ? {} : { cpuPercent }),
    ...(memory === undefined ? {} : { memory }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  };
}

function cpuPercentBetween(before: ContainerStats, now: ContainerStats): number | undefined {
  const ms = now.at - before.at;
  const used = (now.cpuTime - before.cpuTime) / 1e6;
  return ms > 0 && used >= 0 ? (used / ms) * 100 : undefined;
}
