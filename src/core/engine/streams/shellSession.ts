import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
import type { Log } from '../../ports/log.ts';
import type { TerminalProgram, TerminalSize } from './engineStreams.ts';
import { hangUp, newMark, type ReachedContainer } from './hangUp.ts';
import { Pace } from './pace.ts';
import { shellCommand, terminalEnvironment } from './shellScript.ts';

/** How long what waits for an end of a shell waits: a window that closes, a new shell. */
const hangUpMs = 3000;

export interface ShellSessionOptions {
  /** Connects where that is needed, so that it can be done again. */
  readonly reach: (signal: AbortSignal) => Promise<ReachedContainer>;
  /** Whose shell; the container's own user where absent. */
  readonly user?: string;
  readonly onText: (text: string) => void;
  readonly log: Log;
  readonly pace?: Pace;
}

/** A shell in a container with a terminal, by the engine alone; another one after its end. */
export class ShellSession {
  readonly #options: ShellSessionOptions;
  readonly #pace: Pace;
  readonly #closed = new AbortController();
  #size: TerminalSize;
  /** While a shell runs. */
  #program: TerminalProgram | undefined;
  /** Resolves when what runs, or is about to, has ended or was hung up on. */
  #over: Promise<void> = Promise.resolve();
  /** Of a shell whose connection broke: it may still be there. */
  #lostMark: string | undefined;

  constructor(options: ShellSessionOptions, size: TerminalSize) {
    this.#options = options;
    this.#pace = options.pace ?? new Pace();
    this.#size = size;
  }

  /**
   * Runs a shell to its end.
   * @returns its exit code.
   * @throws DockhopError when it could not be started or its connection was lost: run it again; the
   * abort reason once the session was closed.
   */
  run(): Promise<number> {
    const ended = this.#toEnd();
    this.#over = ended.then(
      () => undefined,
      () => undefined,
    );
    return ended;
  }

  /** What the person typed; nothing where no shell runs. */
  input(text: string): void {
    const stream = this.#program?.stream;
    if (stream?.writable) stream.write(text);
  }

  /** Never throws: the size of a terminal whose program just ended does not matter. */
  async resize(size: TerminalSize): Promise<void> {
    this.#size = size;
    await this.#program?.resize(size, this.#closed.signal).catch(() => undefined);
  }

  /** Hangs up: the shell and what runs in its terminal end, as far as they do not ignore that. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#over;
  }

  async #toEnd(): Promise<number> {
    const signal = this.#closed.signal;
    signal.throwIfAborted();
    const place = await this.#options.reach(signal);
    await this.#endLost(place, signal);
    const mark = newMark();
    try {
      return await this.#runAt(place, mark, signal);
    } catch (error) {
      this.#lostMark = mark;
      if (signal.aborted) await this.#hangUp(place, mark);
      throw await place.engine.streams.lost(error, signal);
    }
  }

  async #runAt(place: ReachedContainer, mark: string, signal: AbortSignal): Promise<number> {
    const program = await place.engine.streams.openTerminal(
      place.container,
      {
        ...(this.#options.user === undefined ? {} : { user: this.#options.user }),
        command: shellCommand(mark),
        env: terminalEnvironment,
        size: this.#size,
      },
      signal,
    );
    this.#program = program;
    try {
      await this.#show(program, signal);
      return await program.exitCode(signal);
    } finally {
      this.#program = undefined;
      program.stream.destroy();
    }
  }

  async #show({ stream }: TerminalProgram, signal: AbortSignal): Promise<void> {
    const stop = (): void => {
      stream.destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    const decoder = new StringDecoder('utf8');
    try {
      for await (const chunk of stream) {
        const bytes = v.parse(v.instance(Buffer), chunk);
        this.#options.onText(decoder.write(bytes));
        await this.#pace.spend(bytes.length);
      }
      signal.throwIfAborted();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #endLost(place: ReachedContainer, signal: AbortSignal): Promise<void> {
    const mark = this.#lostMark;
    this.#lostMark = undefined;
    if (mark !== undefined) await hangUp(place, this.#options.user, mark, signal);
  }

  /** Where the connection is gone, so is the way to tell the shell. */
  async #hangUp(place: ReachedContainer, mark: string): Promise<void> {
    const { user, log } = this.#options;
    try {
      await hangUp(place, user, mark, AbortSignal.timeout(hangUpMs));
    } catch (error) {
      log.debug(`A shell in ${place.container.id} was not told its end: ${String(error)}`);
    }
  }
}
