import { sampleOf, type Sample } from './statistics.ts';

/** One of the two that are compared. A number that it answers is taken instead of the time it took. */
export type Contender = (round: number) => Promise<unknown>;

export interface Turns {
  readonly rounds: number;
  /** Before those that count, once each: caches, first connections, first compilations. */
  readonly warmUps?: number;
  readonly signal: AbortSignal;
}

export interface Compared {
  readonly ours: Sample;
  readonly theirs: Sample;
}

/**
 * Both in turns, each first every other time, so that they meet the same load. Times are in
 * milliseconds. The first failure ends it.
 */
export async function alternately(
  ours: Contender,
  theirs: Contender,
  { rounds, warmUps = 1, signal }: Turns,
): Promise<Compared> {
  const taken = { ours: new Array<number>(), theirs: new Array<number>() };
  for (let round = -warmUps; round < rounds; round++) {
    const turns = [
      async () => [taken.ours, await timed(ours, round)] as const,
      async () => [taken.theirs, await timed(theirs, round)] as const,
    ];
    if (round % 2 !== 0) turns.reverse();
    for (const turn of turns) {
      signal.throwIfAborted();
      const [values, value] = await turn();
      if (round >= 0) values.push(value);
    }
  }
  return { ours: sampleOf(taken.ours), theirs: sampleOf(taken.theirs) };
}

/** For what has nothing to be compared with but a limit. */
export async function repeatedly(
  work: Contender,
  { rounds, warmUps = 1, signal }: Turns,
): Promise<Sample> {
  const values: number[] = [];
  for (let round = -warmUps; round < rounds; round++) {
    signal.throwIfAborted();
    const value = await timed(work, round);
    if (round >= 0) values.push(value);
  }
  return sampleOf(values);
}

async function timed(work: Contender, round: number): Promise<number> {
  const begin = performance.now();
  const answer = await work(round);
  const passed = performance.now() - begin;
  return typeof answer === 'number' ? answer : passed;
}
