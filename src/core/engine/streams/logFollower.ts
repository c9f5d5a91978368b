import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { Engine } from '../engine.ts';
import { Demultiplexer } from '../speak/demultiplexer.ts';
import { ColouredText } from './colouredText.ts';
import type { LastRun, LogOptions } from './engineStreams.ts';
import { Pace } from './pace.ts';

/** A container whose output is followed, as it is reached now. */
export interface LogPlace {
  readonly engine: Pick<Engine, 'host' | 'streams' | 'watchContainers'>;
  readonly id: string;
}

export interface LogFollowerOptions {
  /** Connects where that is needed, so that it can be done again. */
  readonly reach: (signal: AbortSignal) => Promise<LogPlace>;
  readonly logs: LogOptions;
  /** What the container printed: text and colours alone. */
  readonly onText: (text: string) => void;
  /** The container has stopped; its output is followed again when it starts. */
  readonly onStopped: () => void;
  readonly onStarted: () => void;
  readonly pace?: Pace;
}

/** The output of a container over its stops and starts. */
export class LogFollower {
  readonly #options: LogFollowerOptions;
  readonly #pace: Pace;
  /** What is still to be shown; after the first look only what is new. */
  #next: LogOptions;

  constructor(options: LogFollowerOptions) {
    this.#options = options;
    this.#pace = options.pace ?? new Pace();
    this.#next = options.logs;
  }

  /**
   * Follows until the signal aborts.
   * @throws DockhopError when the connection or the container is gone: run it again to go on, from
   * the container's last stop where that was seen; the reason of the signal.
   */
  async run(signal: AbortSignal): Promise<never> {
    const place = await this.#options.reach(signal);
    const { streams } = place.engine;
    for (let run = await streams.lastRun(place.id, signal); ;) {
      const { stream, framed } = await streams.followLogs(place.id, this.#next, signal);
      await this.#show(place, stream, framed, signal);
      this.#options.onStopped();
      run = await nextRun(place, run, signal);
      const { timestamps = false } = this.#options.logs;
      // Not its start, which an engine notes when the container may have said something already.
      this.#next = { timestamps, since: run.finishedAt };
      this.#options.onStarted();
    }
  }

  async #show(
    { engine }: LogPlace,
    stream: NodeJS.ReadableStream & { destroy(): unknown },
    framed: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const stop = (): void => {
      stream.destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    const outputs = { stdout: new Output(), stderr: new Output() };
    let text = '';
    const frames = new Demultiplexer((output, chunk) => {
      text += outputs[output].pass(chunk);
    });
    try {
      signal.throwIfAborted();
      for await (const chunk of stream) {
        const bytes = v.parse(v.instance(Buffer), chunk);
        text = '';
        if (framed) frames.push(bytes);
        else text = outputs.stdout.pass(bytes);
        if (text !== '') this.#options.onText(text);
        await this.#pace.spend(bytes.length);
      }
      signal.throwIfAborted();
    } catch (error) {
      throw await engine.streams.lost(error, signal);
    } finally {
      signal.removeEventListener('abort', stop);
      stream.destroy();
    }
  }
}

/** One of a container's outputs, whose characters and colours may come in parts. */
class Output {
  readonly #decoder = new StringDecoder('utf8');
  readonly #text = new ColouredText();

  pass(chunk: Buffer): string {
    return this.#text.pass(this.#decoder.write(chunk));
  }
}

/** Events after which a container never runs again, in Docker's words and in podman's. */
const removals: ReadonlySet<string> = new Set(['destroy', 'remove']);

/** Waits until a container was started again. */
async function nextRun(
  { engine, id }: LogPlace,
  last: LastRun,
  signal: AbortSignal,
): Promise<LastRun> {
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, signal]);
  let next: LastRun | undefined;
  const gone = failure('CONTAINER_NOT_FOUND', { container: id.slice(0, 12), host: engine.host });
  const look = async (): Promise<void> => {
    try {
      const run = await engine.streams.lastRun(id, stop);
      if (run.startedAt === last.startedAt) return;
      next ??= run;
      over.abort();
    } catch (error) {
      // An engine may fail at a container that it is taking apart; its removal comes next.
      if (error instanceof DockhopError && error.code === gone.code) over.abort(error);
    }
  };
  await engine.watchContainers(
    // It may have started while nobody watched.
    () => void look(),
    ({ containerId, action }) => {
      if (containerId !== id) return;
      if (removals.has(action)) over.abort(gone);
      else void look();
    },
    stop,
  );
  signal.throwIfAborted();
  if (next) return next;
  throw over.signal.reason;
}
