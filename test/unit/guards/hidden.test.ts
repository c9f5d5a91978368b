import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineDirectory } from '../../../src/core/attach/engineDirectory.ts';
import type { Container } from '../../../src/core/engine/container.ts';
import { LiveContainers } from '../../../src/core/engine/liveContainers.ts';
import { HostSessions } from '../../../src/extension/explorer/hostSessions.ts';
import { StaleTooltips } from '../../../src/extension/explorer/staleTooltips.ts';
import { ContainerMeter } from '../../../src/extension/explorer/usage/containerMeter.ts';
import { GpuMeter } from '../../../src/extension/explorer/usage/gpuMeter.ts';
import { UsageWatch } from '../../../src/extension/explorer/usage/usageWatch.ts';
import { debounceMs, watchList } from '../../../src/extension/explorer/watchList.ts';
import { limits } from '../../guards/limits.ts';
import { overruns, type Figures } from '../../guards/overruns.ts';
import { recordingLog } from '../../recordingLog.ts';
import { partialEngine } from '../core/engine/partialEngine.ts';
import { connection, container, engineInfo } from '../extension/explorer/fixtures.ts';

const hosts = Array.from({ length: 10 }, (_, index) => `gpu${index}`);
const whileMs = 60_000;

/** Everything behind the view that could have a clock of its own, put together as the view does. */
class ViewOfTenHosts {
  #watches = 0;
  #lists = 0;
  readonly #sessions: HostSessions<readonly Container[]>;
  readonly #tooltips = new StaleTooltips(() => undefined);
  readonly #usage: UsageWatch;

  constructor() {
    const log = recordingLog();
    this.#sessions = new HostSessions({
      directory: { reach: (host: string) => this.#reach(host) } as unknown as EngineDirectory,
      watchEngine: (engine, up, signal) =>
        watchList(new LiveContainers(engine, log, { debounceMs }), up, signal),
      onChange: () => undefined,
    });
    this.#usage = new UsageWatch({
      ...{ containers: new ContainerMeter(), gpus: new GpuMeter(), log },
      hosts: () => this.#sessions.watched().flatMap((host) => this.#sessions.reached(host) ?? []),
      listed: (host, engine) => this.#sessions.listed(host, engine) ?? [],
      onChange: () => undefined,
    });
    this.#sessions.setHosts(hosts);
    for (const host of hosts) this.#sessions.setExpanded(host, true);
  }

  setVisible(visible: boolean): void {
    this.#sessions.setVisible(visible);
    this.#tooltips.setVisible(visible);
    this.#usage.follow(visible);
  }

  pointAtHosts(): void {
    for (const host of hosts) this.#tooltips.add({ kind: 'host', host });
    this.#usage.follow(true);
  }

  /** What there is now, and what is asked within a while. */
  async figures(): Promise<Figures> {
    const timers = vi.getTimerCount();
    this.#lists = 0;
    await vi.advanceTimersByTimeAsync(whileMs);
    return { timers, watches: this.#watches, lists: this.#lists };
  }

  dispose(): void {
    this.#sessions.dispose();
    this.#tooltips.dispose();
    this.#usage.dispose();
  }

  #reach(host: string) {
    const engine = partialEngine({
      host,
      info: engineInfo(),
      listContainers: () => {
        this.#lists += 1;
        return Promise.resolve([container()]);
      },
      watchContainers: (onOpen, _onEvent, signal) =>
        new Promise((_, reject) => {
          this.#watches += 1;
          signal.addEventListener('abort', () => {
            this.#watches -= 1;
            reject(new Error('nobody looks any more'));
          });
          onOpen();
        }),
    });
    return Promise.resolve({
      connection: connection(new AbortController().signal),
      engines: [engine],
    });
  }
}

let view: ViewOfTenHosts;

beforeEach(async () => {
  vi.useFakeTimers();
  view = new ViewOfTenHosts();
  view.setVisible(true);
  await vi.advanceTimersByTimeAsync(60_000);
  view.pointAtHosts();
});
afterEach(() => {
  view.dispose();
  vi.useRealTimers();
});

describe('a view that is hidden', () => {
  it('has no timer and no watch once its grace is over, and asks nothing', async () => {
    view.setVisible(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(overruns(limits.hidden, await view.figures())).toEqual([]);
  });

  it('may leave no timer behind', async () => {
    view.setVisible(false);
    await vi.advanceTimersByTimeAsync(10_000);
    setTimeout(() => undefined, whileMs);
    expect(overruns(limits.hidden, await view.figures())).toEqual(['timers: 1, at most 0']);
  });

  it('is not taken for hidden while it is shown', async () => {
    const refused = overruns(limits.hidden, await view.figures());
    expect(refused.map((words) => words.split(':')[0])).toEqual(['timers', 'watches']);
  });
});
