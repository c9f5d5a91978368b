import { afterEach, expect, test, vi } from 'vitest';
import type { Container } from '../../../../src/core/engine/container.ts';
import type { ContainerEvent, Engine } from '../../../../src/core/engine/engine.ts';
import { LiveContainers } from '../../../../src/core/engine/liveContainers.ts';
import { engineAt, idOf } from './fakeEngine.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { LocalConnection } from './localConnection.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** The default is a second, which a busy machine may need. */
const patience = { timeout: 20_000 };
const start: ContainerEvent = { action: 'start', containerId: idOf('a') };

interface Stream {
  open(): void;
  emit(event: ContainerEvent): void;
  fail(error: Error): void;
}

/** An engine whose stream of events the test holds in its hand. */
function watchedEngine(list: () => Promise<readonly Container[]>) {
  const engine: Engine = engineAt('/nowhere', new LocalConnection(), recordingLog());
  let watched: Stream | undefined;
  engine.watchContainers = (onOpen, onEvent, signal) =>
    new Promise((resolve, reject) => {
      watched = { open: onOpen, emit: onEvent, fail: reject };
      const end = (): void => {
        resolve();
      };
      if (signal.aborted) end();
      signal.addEventListener('abort', end);
    });
  const listContainers = vi.fn(list);
  engine.listContainers = listContainers;
  const live = new LiveContainers(engine, recordingLog(), { debounceMs: 1 });
  const stream = (): Stream => {
    if (!watched) throw new Error('nobody watches');
    return watched;
  };
  return { engine, live, stream, listContainers };
}

test('the list is asked for when the watch is open, and again after a change', async () => {
  const stop = new AbortController();
  const { live, stream, listContainers } = watchedEngine(() => Promise.resolve([]));
  const onChange = vi.fn();
  const running = live.start(onChange, stop.signal);
  expect(listContainers).not.toHaveBeenCalled();
  stream().open();
  await vi.waitFor(() => {
    expect(onChange).toHaveBeenCalledTimes(1);
  }, patience);
  for (let i = 0; i < 20; i++) stream().emit(start);
  await vi.waitFor(() => {
    expect(onChange).toHaveBeenCalledTimes(2);
  }, patience);
  expect(listContainers).toHaveBeenCalledTimes(2);
  stop.abort();
  await expect(running).resolves.toBeUndefined();
});

test.each(['die', 'died', 'pause', 'unpause'])(
  'what the list has later than the event (%s) is listed once the engine is done with it',
  async (action) => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const { engine, live, stream, listContainers } = watchedEngine(() => Promise.resolve([]));
    let done: (error: Error) => void = () => undefined;
    engine.inspectContainer = () =>
      new Promise((_, reject) => {
        done = reject;
      });
    const running = live.start(() => undefined, stop.signal);
    stream().emit({ action, containerId: idOf('a') });
    await vi.advanceTimersByTimeAsync(1000);
    expect(listContainers).not.toHaveBeenCalled();
    // Whatever else happens does not wait for that.
    stream().emit({ action: 'start', containerId: idOf('b') });
    await vi.advanceTimersByTimeAsync(1000);
    expect(listContainers).toHaveBeenCalledTimes(1);
    done(new Error('no such container'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(listContainers).toHaveBeenCalledTimes(2);
    stop.abort();
    await running;
  },
);

test('a container that changes again while its engine is asked is asked about once more', async () => {
  vi.useFakeTimers();
  const stop = new AbortController();
  const { engine, live, stream, listContainers } = watchedEngine(() => Promise.resolve([]));
  const answers: ((error: Error) => void)[] = [];
  engine.inspectContainer = () => new Promise((_, reject) => answers.push(reject));
  const running = live.start(() => undefined, stop.signal);
  for (const action of ['pause', 'unpause', 'pause']) {
    stream().emit({ action, containerId: idOf('a') });
  }
  expect(answers).toHaveLength(1);
  answers[0]?.(new Error('the first answer may be older than the last change'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(listContainers).not.toHaveBeenCalled();
  answers[1]?.(new Error('no such container'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(answers).toHaveLength(2);
  expect(listContainers).toHaveBeenCalledTimes(1);
  stop.abort();
  await running;
});

test('the end of the watch is reported and thrown, so that the caller starts again', async () => {
  const { live, stream } = watchedEngine(() => Promise.resolve([]));
  const onChange = vi.fn();
  const running = live.start(onChange, new AbortController().signal);
  stream().open();
  await vi.waitFor(() => {
    expect(onChange).toHaveBeenCalledTimes(1);
  }, patience);
  const gone = new Error('gone');
  stream().fail(gone);
  await expect(running).rejects.toBe(gone);
  expect(onChange).toHaveBeenLastCalledWith(gone);
});

test('a list that fails ends the watch for the same reason', async () => {
  const refused = new Error('refused');
  const { live, stream } = watchedEngine(() => Promise.reject(refused));
  const onChange = vi.fn();
  const running = live.start(onChange, new AbortController().signal);
  stream().open();
  await expect(running).rejects.toBe(refused);
  expect(onChange).toHaveBeenCalledExactlyOnceWith(refused);
});

test('nothing is reported after the abort, not even a list under way', async () => {
  const stop = new AbortController();
  let answer: ((list: readonly Container[]) => void) | undefined;
  const list = () =>
    new Promise<readonly Container[]>((resolve) => {
      answer = resolve;
    });
  const { live, stream, listContainers } = watchedEngine(list);
  const onChange = vi.fn();
  const running = live.start(onChange, stop.signal);
  stream().open();
  await vi.waitFor(() => {
    expect(listContainers).toHaveBeenCalled();
  }, patience);
  stop.abort();
  await running;
  answer?.([]);
  await Promise.resolve();
  expect(onChange).not.toHaveBeenCalled();
});

test('a signal that has aborted already ends it at once', async () => {
  const stop = AbortSignal.abort();
  const { live } = watchedEngine(() => Promise.resolve([]));
  await expect(live.start(() => undefined, stop)).resolves.toBeUndefined();
});
