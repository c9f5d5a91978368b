import { allowedSilence } from './config/allowedSilence.ts';
import type { HopConnection } from './connection.ts';
import { WakeWatch } from './wakeWatch.ts';

/** While somebody uses a connection, of which a dead one is to be noticed within a minute. */
const usedMs = 5000;
/** While nobody does, at most: where a ServerAliveInterval is shorter, that. */
const unusedMs = 60_000;

/** A connection that is kept, once it is there. */
export interface Kept {
  readonly connection: HopConnection | undefined;
  /** Somebody uses it, other than to carry a connection that nobody uses. */
  readonly isUsed: boolean;
}

/**
 * Keeps all connections alive by one clock, so that a program that has many is woken once for all of
 * them; and asks them for a sign of life after the machine has slept.
 */
export class Heartbeat {
  readonly #all: () => Iterable<Kept>;
  readonly #watch: WakeWatch;

  constructor(all: () => Iterable<Kept>) {
    this.#all = all;
    this.#watch = new WakeWatch(() => void this.#feelPulses(), {
      onLook: () => {
        this.#beat();
      },
    });
  }

  /** There is something to keep. */
  start(): void {
    this.#watch.start();
  }

  /** Somebody begins to use a connection that nobody used. */
  quicken({ connection }: Kept): void {
    connection?.keepAlive('begins', usedMs);
    if (this.#watch.everyMs === usedMs) return;
    // The machine may have slept since it was looked last.
    this.#watch.look();
    this.#watch.pace(usedMs);
  }

  stop(): void {
    this.#watch.stop();
  }

  #beat(): void {
    const all = [...this.#all()];
    const everyMs = all.some(({ isUsed }) => isUsed) ? usedMs : unusedPaceMs(all);
    for (const { connection, isUsed } of all) {
      connection?.keepAlive(isUsed ? 'used' : 'unused', everyMs);
    }
    this.#watch.pace(everyMs);
  }

  /** After a sleep or in another network, those that are dead say nothing: ask, the first hops first. */
  async #feelPulses(): Promise<void> {
    const alive = [...this.#all()].flatMap(({ connection }) => connection ?? []);
    const depths = new Set(alive.map(({ path }) => path.hops.length));
    for (const depth of [...depths].sort((a, b) => a - b)) {
      const there = alive.filter(
        ({ path, closed }) => path.hops.length === depth && !closed.aborted,
      );
      await Promise.all(there.map((connection) => connection.feelPulse()));
    }
  }
}

/** How often to look where nobody uses any of them: no hop may be silent for longer than it may be. */
function unusedPaceMs(all: readonly Kept[]): number {
  const allowed = all.flatMap(({ connection }) => {
    // The ssh program has a clock of its own.
    if (connection?.transport.client !== 'builtin') return [];
    return connection.path.hops.slice(-1).map(({ config }) => allowedSilence(config));
  });
  return Math.min(unusedMs, ...allowed);
}
