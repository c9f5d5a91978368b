import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Container } from '../../../src/core/engine/container.ts';
import { LiveContainers } from '../../../src/core/engine/liveContainers.ts';
import { debounceMs } from '../../../src/extension/explorer/watchList.ts';
import { limits } from '../../guards/limits.ts';
import { overruns, type Figures } from '../../guards/overruns.ts';
import { recordingLog } from '../../recordingLog.ts';
import { partialEngine } from '../core/engine/partialEngine.ts';
import { container, engineInfo } from '../extension/explorer/fixtures.ts';

const actions = ['start', 'die', 'create', 'destroy', 'rename'] as const;
type Action = (typeof actions)[number];

const one = container();

interface Happening {
  readonly atMs: number;
  readonly action: Action;
}

/** An engine whose containers are as many as things have happened to them; its list takes its time. */
class BusyEngine {
  readonly #listMs: number;
  readonly #pauseMs: number;
  readonly #stop = new AbortController();
  #happened = 0;
  #lists = 0;
  #seen = -1;

  constructor(listMs: number, pauseMs: number = debounceMs) {
    this.#listMs = listMs;
    this.#pauseMs = pauseMs;
  }

  /** What is watched while these happen, and until nothing more comes of them. */
  async during(happenings: readonly Happening[]): Promise<Figures> {
    const engine = partialEngine({
      info: engineInfo(),
      listContainers: () => this.#list(),
      inspectContainer: () => Promise.reject(new Error('gone')),
      watchContainers: async (onOpen, onEvent, signal) => {
        onOpen();
        for (const { atMs, action } of happenings) {
          setTimeout(() => {
            this.#happened += 1;
            onEvent({ action, containerId: this.#happened.toString(16).padStart(64, '0') });
          }, atMs);
        }
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
      },
    });
    const live = new LiveContainers(engine, recordingLog(), { debounceMs: this.#pauseMs });
    const ended = live.start((update) => {
      if (!(update instanceof Error)) this.#seen = update.length;
    }, this.#stop.signal);
    await vi.runAllTimersAsync();
    this.#stop.abort();
    await ended;
    return { unseen: this.#happened - this.#seen, lists: this.#lists };
  }

  /** As it is when it is asked for: what happens while it is on its way is not in it. */
  #list(): Promise<readonly Container[]> {
    this.#lists += 1;
    const containers = Array.from({ length: this.#happened }, () => one);
    return new Promise((resolve) => {
      setTimeout(() => {
        resolve(containers);
      }, this.#listMs);
    });
  }
}

/** Two hundred changes within a second, after a while in which nothing was. */
const burst = Array.from({ length: 200 }, (_, index): Happening => ({
  atMs: 1000 + 5 * index,
  action: actions[index % actions.length] ?? 'start',
}));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a burst of changes', () => {
  it('is seen to its end, with few lists', async () => {
    const figures = await new BusyEngine(30).during(burst);
    expect(overruns(limits.burst, figures)).toEqual([]);
  });

  it('may not be listed change by change', async () => {
    const [refused] = overruns(limits.burst, await new BusyEngine(1, 0).during(burst));
    expect(refused).toMatch(/^lists: /);
  });

  it('of whatever kind, at whatever times, is seen to its end however slow lists are', async () => {
    const happening = fc.record({ atMs: fc.nat(1500), action: fc.constantFrom(...actions) });
    await fc.assert(
      fc.asyncProperty(fc.array(happening), fc.nat(700), async (happenings, listMs) => {
        const { unseen } = await new BusyEngine(listMs).during(happenings);
        expect(unseen).toBe(0);
      }),
    );
  });
});
