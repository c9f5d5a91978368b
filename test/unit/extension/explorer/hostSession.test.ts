import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReachedHost } from '../../../../src/core/attach/engineDirectory.ts';
import type { Container } from '../../../../src/core/engine/container.ts';
import type { Engine } from '../../../../src/core/engine/engine.ts';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import type { ConnectOptions } from '../../../../src/core/ssh/connection.ts';
import { HostSession } from '../../../../src/extension/explorer/hostSession.ts';
import { deferred, type Deferred } from '../deferred.ts';
import { connection, container, engine } from './fixtures.ts';

const lostError = failure('CONNECTION_LOST', { hop: 'jump', address: 'j:22', reason: 'gone' });
const refusedError = failure('ENGINE_REFUSED', { host: 'gpu1', what: 'list', reason: 'no' });

/** A host that the test answers for. */
class FakeHost {
  readonly reaches: Deferred<ReachedHost>[] = [];
  readonly options: ConnectOptions[] = [];
  readonly lists = new Map<string, (containers: readonly Container[]) => void>();
  readonly ends = new Map<string, (error: unknown) => void>();
  closing = new AbortController();
  readonly session = new HostSession({
    host: 'gpu1',
    reach: (_, options) => {
      this.options.push(options);
      const reach = deferred<ReachedHost>();
      this.reaches.push(reach);
      return reach.promise;
    },
    watchEngine: ({ info }: Engine, up) => {
      this.lists.set(info.id, up);
      return new Promise((_, reject) => {
        this.ends.set(info.id, reject);
      });
    },
    onChange: () => undefined,
  });

  async answer(...ids: readonly string[]): Promise<void> {
    this.closing = new AbortController();
    const engines = ids.map((id) => engine(id));
    this.reaches.at(-1)?.resolve({ connection: connection(this.closing.signal), engines });
    await vi.advanceTimersByTimeAsync(0);
  }

  async lose(): Promise<void> {
    this.closing.abort(lostError);
    await vi.advanceTimersByTimeAsync(0);
  }

  get phases(): readonly string[] {
    const { liveness, engines } = this.session.snapshot();
    return [liveness.phase, ...engines.map((each) => each.liveness.phase)];
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('HostSession', () => {
  it('connects when it is looked at, then lists each engine', async () => {
    const host = new FakeHost();
    expect(host.reaches.length).toBe(0);
    host.session.want(true);
    expect(host.phases).toEqual(['trying']);
    await host.answer('docker', 'podman');
    expect(host.phases).toEqual(['live', 'trying', 'trying']);
    host.lists.get('docker')?.([container()]);
    expect(host.phases).toEqual(['live', 'live', 'trying']);
    expect(host.session.snapshot().path?.hops.map(({ name }) => name)).toEqual(['jump', 'gpu1']);
  });

  it('may be asked only while it is connected', async () => {
    const host = new FakeHost();
    host.session.want(true);
    expect(host.session.reached).toBeUndefined();
    await host.answer('docker');
    expect(host.session.reached?.engines).toHaveLength(1);
    await host.lose();
    expect(host.session.reached).toBeUndefined();
    expect(host.session.snapshot().path).toBeDefined();
  });

  it('keeps the rows of a lost connection, and takes it up again by itself', async () => {
    const host = new FakeHost();
    host.session.want(true);
    await host.answer('docker');
    host.lists.get('docker')?.([container()]);
    await host.lose();
    expect(host.phases).toEqual(['trying', 'idle']);
    const [kept] = host.session.snapshot().engines;
    expect(kept?.liveness).toEqual({ phase: 'idle', value: [container()] });
    await host.answer('docker');
    host.lists.get('docker')?.([]);
    expect(host.phases).toEqual(['live', 'live']);
    expect(host.options.map(({ unasked }) => unasked)).toEqual([false, true]);
  });

  it('watches the connection for as long as it is looked at', async () => {
    const host = new FakeHost();
    host.session.want(true);
    await host.answer('docker');
    expect(host.options[0]?.until?.aborted).toBe(false);
    host.session.want(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(host.options[0]?.until?.aborted).toBe(true);
  });

  it('lets one engine fail alone', async () => {
    const host = new FakeHost();
    host.session.want(true);
    await host.answer('docker', 'podman');
    host.lists.get('docker')?.([container()]);
    host.ends.get('podman')?.(refusedError);
    await vi.advanceTimersByTimeAsync(0);
    expect(host.phases).toEqual(['live', 'live', 'failed']);
    host.session.retry();
    await host.answer('docker', 'podman');
    expect(host.phases).toEqual(['live', 'trying', 'trying']);
  });

  it('outlives a short look away, not a long one', async () => {
    const host = new FakeHost();
    host.session.want(true);
    await host.answer('docker');
    host.session.want(false);
    await vi.advanceTimersByTimeAsync(9000);
    host.session.want(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(host.phases[0]).toBe('live');
    host.session.want(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(host.phases).toEqual(['idle', 'idle']);
    host.session.want(true);
    expect(host.reaches.length).toBe(2);
  });

  it('ends everything when it is disposed', async () => {
    const host = new FakeHost();
    host.session.want(true);
    await host.answer('docker');
    host.session.dispose();
    await host.lose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(host.reaches.length).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
