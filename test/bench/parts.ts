import type { BenchPart } from './row.ts';

/** By the name that `--only` takes, in the order of the table. */
export const parts: ReadonlyMap<string, BenchPart> = new Map<string, BenchPart>([
  // refresh, connect, attach, prepare, events, transfer, throughput, scale, size, activation, idle
]);
