import type { BenchPart } from './row.ts';
import { connect } from './rows/connect.ts';
import { refresh } from './rows/refresh.ts';

/** By the name that `--only` takes, in the order of the table. */
export const parts: ReadonlyMap<string, BenchPart> = new Map<string, BenchPart>([
  ['refresh', refresh],
  ['connect', connect],
  // attach, prepare, events, transfer, throughput, scale, size, activation, idle
]);
