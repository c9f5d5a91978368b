import type { Compared } from './alternately.ts';
import type { Sample } from './statistics.ts';
import { milliseconds, ratio, spread } from './units.ts';

/** A line of the table. What is printed is ready to print. */
export interface Row {
  readonly what: string;
  readonly against: string;
  /** As it was promised: `≤ 1.5 ×`. */
  readonly wanted: string;
  readonly ours: string;
  readonly theirs: string;
  /** How ours stands to theirs, or to the limit. */
  readonly ratio: string;
  /** Undefined where nothing was promised. */
  readonly met: boolean | undefined;
  readonly rounds: number;
  /** Where it is missed: the cause, and the limit that stops it. */
  readonly why?: string;
}

/** What a part of the benchmark gets. */
export interface Bench {
  /** The lab's, for `ssh -F`. */
  readonly sshConfig: string;
  /** A folder for files of a part's own, which is removed at the end. */
  readonly scratch: string;
  /** How often: what is usual for the part, or what the command line says. */
  readonly rounds: (usual: number) => number;
  /** Little data and few rounds: whether it runs at all. */
  readonly quick: boolean;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
  /** Ctrl-C, or the part has taken too long. */
  readonly signal: AbortSignal;
}

/** Puts everything back as it found it, however it ends. Throws where it cannot measure. */
export type BenchPart = (bench: Bench) => Promise<readonly Row[]>;

/** What is promised of two times, or of whatever else is better when it is less. */
export interface Wish {
  readonly words: string;
  ratioOf(ours: number, theirs: number): number;
  holdsFor(ratio: number): boolean;
}

/** Ours takes at most so many times what theirs takes. */
export const atMost = (limit: number): Wish => ({
  words: `≤ ${limit} ×`,
  ratioOf: (ours, theirs) => ours / theirs,
  holdsFor: (value) => value <= limit,
});

/** Ours is at least so many times as fast. */
export const atLeast = (limit: number): Wish => ({
  words: `≥ ${limit} ×`,
  ratioOf: (ours, theirs) => theirs / ours,
  holdsFor: (value) => value >= limit,
});

/** Nothing is promised; the ratio says how many times as long ours takes. */
export const nothing: Wish = { ...atMost(Number.POSITIVE_INFINITY), words: '' };

interface Comparison {
  readonly what: string;
  readonly against: string;
  readonly wish: Wish;
  readonly compared: Compared;
  readonly print?: (value: number) => string;
  readonly why?: string;
}

export function comparison(of: Comparison): Row {
  const { what, against, wish, why, print = milliseconds } = of;
  const { ours, theirs } = of.compared;
  const value = wish.ratioOf(ours.median, theirs.median);
  return {
    what,
    against,
    wanted: wish.words,
    ours: spread(ours, print),
    theirs: spread(theirs, print),
    ratio: ratio(value),
    met: wish === nothing ? undefined : wish.holdsFor(value),
    rounds: ours.rounds,
    ...(why !== undefined && { why }),
  };
}

interface Limit {
  readonly what: string;
  readonly against?: string;
  /** The most that the median may be, in the sample's unit. */
  readonly limit: number;
  readonly taken: Sample;
  readonly print?: (value: number) => string;
  readonly why?: string;
}

export function underLimit(of: Limit): Row {
  const { what, against = '', limit, taken, why, print = milliseconds } = of;
  return {
    what,
    against,
    wanted: `≤ ${print(limit)}`,
    ours: spread(taken, print),
    theirs: '',
    ratio: limit === 0 ? '' : ratio(taken.median / limit),
    met: taken.median <= limit,
    rounds: taken.rounds,
    ...(why !== undefined && { why }),
  };
}
