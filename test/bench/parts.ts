import type { BenchPart } from './row.ts';
import { activation } from './rows/activation.ts';
import { attach } from './rows/attach.ts';
import { connect } from './rows/connect.ts';
import { events } from './rows/events.ts';
import { idle } from './rows/idle.ts';
import { prepare } from './rows/prepare.ts';
import { refresh } from './rows/refresh.ts';
import { roundTrips } from './rows/roundTrips.ts';
import { scale } from './rows/scale.ts';
import { size } from './rows/size.ts';
import { throughput } from './rows/throughput.ts';
import { transfer } from './rows/transfer.ts';

/** By the name that `--only` takes, in the order of the table. */
export const parts: ReadonlyMap<string, BenchPart> = new Map<string, BenchPart>([
  ['refresh', refresh],
  ['connect', connect],
  ['round-trips', roundTrips],
  ['attach', attach],
  ['prepare', prepare],
  ['events', events],
  ['transfer', transfer],
  ['throughput', throughput],
  ['scale', scale],
  ['size', size],
  ['activation', activation],
  ['idle', idle],
]);
