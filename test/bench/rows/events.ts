import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerState } from '../../../src/core/engine/container.ts';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { debounceMs } from '../../../src/extension/explorer/watchList.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { containerOf, withOwnContainer } from '../fixtures/ownContainer.ts';
import { OwnEvents } from '../fixtures/ownEvents.ts';
import { WatchedTree } from '../fixtures/watchedTree.ts';
import { underLimit, type BenchPart } from '../row.ts';
import { sampleOf } from '../statistics.ts';

const host = 'gpu1';
const limitMs = 100;

interface Change {
  readonly what: string;
  /** What the engine calls it when it reports it. */
  readonly action: string;
  readonly make: (engine: Engine, id: string, signal: AbortSignal) => Promise<void>;
  readonly state: ContainerState;
  /** What keeps it from being shown at once. */
  readonly why?: string;
}

/** One after the other they lead back to where they began. */
const changes: readonly Change[] = [
  {
    what: 'a container is paused',
    action: 'pause',
    make: ({ control }, id, signal) => control.pause(id, signal),
    state: 'paused',
  },
  {
    what: 'a container goes on',
    action: 'unpause',
    make: ({ control }, id, signal) => control.unpause(id, signal),
    state: 'running',
  },
  {
    what: 'a container is killed',
    action: 'die',
    make: ({ control }, id, signal) => control.kill(id, signal),
    state: 'exited',
    why:
      'Docker 20.10 reports an end before its list has it, and holds the container meanwhile; it is listed as ' +
      'soon as the engine answers about it.',
  },
  {
    what: 'a container starts',
    action: 'start',
    make: (engine, id, signal) => engine.startContainer(id, signal),
    state: 'running',
  },
];

/** From when the engine reports something on its own socket until the tree of a host shows it. */
export const events: BenchPart = ({ sshConfig, rounds, say, signal }) =>
  withOwnContainer(async ({ name }) => {
    await using own = new Laptop(sshConfig);
    const engine = await own.engine(host, signal);
    const { id } = await containerOf(engine, name, signal);
    say('waits for the tree');
    using tree = new WatchedTree(host, own);
    await tree.until((container) => container.id === id, signal);
    using reported = await OwnEvents.of('docker', id, signal);
    say('watches');
    const taken = changes.map((): number[] => []);
    for (let round = 0; round < rounds(7); round++) {
      for (const [index, { action, make, state }] of changes.entries()) {
        // One that comes by itself: of those that follow each other, some wait for the pause between two lists.
        await delay(2 * debounceMs, undefined, { signal });
        const [reportedAt, shownAt] = await Promise.all([
          reported.next(action, signal),
          tree.until((container) => container.id === id && container.state === state, signal),
          make(engine, id, signal),
        ]);
        taken[index]?.push(shownAt - reportedAt);
      }
      say(`round ${round + 1}`);
    }
    return changes.map(({ what, why }, index) =>
      underLimit({
        what: `event on the engine to the tree changed: ${what}`,
        against: 'the engine’s own event on its own socket',
        limit: limitMs,
        taken: sampleOf(taken[index] ?? []),
        ...(why !== undefined && { why }),
      }),
    );
  });
