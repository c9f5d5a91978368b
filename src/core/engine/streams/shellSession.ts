import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';
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
  readonly pace?: Pace;
}

/** Where a shell of a session runs, or ran when the connection broke. */
interface Running {
  readonly place: ReachedContainer;
  readonly program: TerminalProgram;
  readonly mark: string;
}

/** A shell in a container with a terminal, by the engine alone; another one after its end. */
export class ShellSession {
  readonly #options: ShellSessionOptions;
  readonly #pace: Pace;
  readonly #closed = new AbortController();
  #size: TerminalSize;
  #running: Running | undefined;
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
  async run(): Promise<number> {
    const signal = this.#closed.signal;
    signal.throwIfAborted();
    const place = await this.#options.reach(signal);
    await this.#endLost(place, signal);
    const mark = newMark();
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
    this.#running = { place, program, mark };
    try {
      // Whoever closed it meanwhile found nothing to hang up.
      if (signal.aborted) await this.#hangUp(this.#running);
      await this.#show(program, signal);
      return await program.exitCode(signal);
    } catch (error) {
      this.#lostMark = mark;
      throw await place.engine.streams.lost(error, signal);
    } finally {
      this.#running = undefined;
      program.stream.destroy();
    }
  }

  /** What the person typed; nothing where no shell runs. */
  input(text: string): void {
    const stream = this.#running?.program.stream;
    if (stream?.writable) stream.write(text);
  }

  /** Never throws: the size of a terminal whose program just ended does not matter. */
  async resize(size: TerminalSize): Promise<void> {
    this.#size = size;
    await this.#running?.program.resize(size, this.#closed.signal).catch(() => undefined);
  }

  /** Hangs up: the shell and what runs in its terminal end, as far as they do not ignore that. */
  async close(): Promise<void> {
    const running = this.#running;
    this.#closed.abort();
    if (running) await this.#hangUp(running);
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
  async #hangUp({ place, mark }: Running): Promise<void> {
    const signal = AbortSignal.timeout(hangUpMs);
    await hangUp(place, this.#options.user, mark, signal).catch(() => undefined);
  }
}
