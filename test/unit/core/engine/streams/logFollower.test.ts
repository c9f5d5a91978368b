import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { ContainerEvent } from '../../../../../src/core/engine/engine.ts';
import type {
  EngineStreams,
  LastRun,
  LogOptions,
} from '../../../../../src/core/engine/streams/engineStreams.ts';
import { LogFollower } from '../../../../../src/core/engine/streams/logFollower.ts';
import { failure } from '../../../../../src/core/errors/dockhopError.ts';

const id = 'a'.repeat(64);
const notPartOfThisTest = (): never => {
  throw new Error('not part of this test');
};

/** An engine with one container that a test makes print, stop and start. */
function makeEngine() {
  const asked: LogOptions[] = [];
  const watchers = new Set<(event: ContainerEvent) => void>();
  let run: LastRun | Error = { startedAt: 100, finishedAt: 0 };
  let output = new PassThrough();
  const streams: EngineStreams = {
    openTerminal: notPartOfThisTest,
    openProgram: notPartOfThisTest,
    lastRun: () => (run instanceof Error ? Promise.reject(run) : Promise.resolve(run)),
    followLogs: (_, options) => {
      asked.push(options);
      output = new PassThrough();
      return Promise.resolve({ stream: output, framed: false });
    },
    lost: (error, signal) => Promise.resolve(signal.aborted ? signal.reason : error),
  };
  const engine = {
    host: 'gpu1',
    streams,
    watchContainers: (
      onOpen: () => void,
      onEvent: (event: ContainerEvent) => void,
      signal: AbortSignal,
    ) =>
      new Promise<void>((resolve) => {
        watchers.add(onEvent);
        signal.addEventListener('abort', () => {
          watchers.delete(onEvent);
          resolve();
        });
        onOpen();
      }),
  };
  return {
    engine,
    asked,
    print: (text: string | Buffer) => output.write(text),
    end: () => output.end(),
    becomes: (next: LastRun | Error) => {
      run = next;
    },
    tell: (action: string, containerId = id) => {
      for (const watcher of watchers) watcher({ action, containerId });
    },
  };
}

function follow(logs: LogOptions = { tail: 5, timestamps: true }) {
  const made = makeEngine();
  const stop = new AbortController();
  const heard: string[] = [];
  const follower = new LogFollower({
    reach: () => Promise.resolve({ engine: made.engine, id }),
    logs,
    onText: (text) => heard.push(text),
    onStopped: () => heard.push('<stopped>'),
    onStarted: () => heard.push('<started>'),
  });
  const ended = follower.run(stop.signal).catch((error: unknown) => error);
  return { ...made, stop, heard, ended };
}

/** Until everything that was set off has happened. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

it('goes on at the next start of its container with what came after its stop', async () => {
  const { asked, print, end, becomes, tell, stop, heard, ended } = follow();
  await settled();
  print('one\n');
  await settled();
  end();
  await settled();
  // Another container, and an event of this one that is no start.
  becomes({ startedAt: 100, finishedAt: 200 });
  tell('start', 'b'.repeat(64));
  tell('die');
  await settled();
  becomes({ startedAt: 300, finishedAt: 200 });
  tell('start');
  await settled();
  print('two\n');
  await settled();
  stop.abort();
  expect(await ended).toBe(stop.signal.reason);
  expect(heard).toEqual(['one\r\n', '<stopped>', '<started>', 'two\r\n']);
  expect(asked).toEqual([
    { tail: 5, timestamps: true },
    { since: 200, timestamps: true },
  ]);
});

it('sees a start that came before anybody watched', async () => {
  const { becomes, end, heard, stop, ended } = follow();
  await settled();
  becomes({ startedAt: 300, finishedAt: 200 });
  end();
  await settled();
  expect(heard).toEqual(['<stopped>', '<started>']);
  stop.abort();
  await ended;
});

it('ends with the removal of its container, whatever an engine says to one half removed', async () => {
  const { becomes, end, tell, ended } = follow();
  await settled();
  becomes(failure('ENGINE_REFUSED', { host: 'gpu1', what: 'describe', reason: 'removing' }));
  end();
  await settled();
  tell('remove');
  expect(await ended).toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
});

it('shows characters and colours that come in parts', async () => {
  const { print, heard, stop, ended } = follow({});
  await settled();
  for (const byte of Buffer.from('\u001b[31m漢🙂\u001b]0;t\u0007\n')) print(Buffer.of(byte));
  await settled();
  stop.abort();
  await ended;
  expect(heard.join('')).toBe('\u001b[31m漢🙂\r\n');
});
