import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { Container } from '../container.ts';
import { Demultiplexer } from './demultiplexer.ts';
import type { EngineApi } from './engineApi.ts';
import { createExec, exitCode, startExec, type Refused } from './execCalls.ts';

export interface StreamedProgram {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its standard input, read only as fast as the program takes it. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** The failure for how it ended; undefined where it ended well. */
  readonly endedBadly: (exitCode: number, stderr: string) => Error | undefined;
}

/** Of standard error; the last line of it is for the person. */
const mostComplaint = 8192;

/** How long a program may take to end whose streams broke. */
const endMs = 5000;

/**
 * Runs a program as the container's own user and yields what it writes to standard output, only as
 * fast as that is taken. Returns once it has ended well; throws otherwise, also where its input broke
 * off. Whoever stops reading takes its standard streams away.
 */
export async function* programOutput(
  api: EngineApi,
  container: Pick<Container, 'id' | 'name'>,
  program: StreamedProgram,
  refused: Refused,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const { input, command, env } = program;
  const attachStdin = input !== undefined;
  const id = await createExec(api, container.id, { command, env, attachStdin }, refused, signal);
  const stream = await startExec(api, id, refused, signal);
  const feeding = new Feeding(stream, input);
  const stop = (): void => {
    stream.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  const complaint = new Complaint();
  const ended = async (stop: AbortSignal): Promise<Error | undefined> =>
    program.endedBadly(await exitCode(api, id, refused, stop), complaint.text);
  // A program that takes no more input breaks the stream, and has said why by how it ended.
  const endedSoon = () =>
    ended(AbortSignal.any([signal, api.closed, AbortSignal.timeout(endMs)])).catch(() => undefined);
  try {
    signal.throwIfAborted();
    yield* demultiplexed(stream, complaint);
    const badly = await ended(signal);
    if (badly) throw badly;
    await feeding.failed();
  } catch (error) {
    feeding.throwIfFailedFirst();
    if (error instanceof RangeError) {
      const details = { container: container.name, reason: error.message };
      throw failure('CONTAINER_ANSWER_INVALID', details, { cause: error });
    }
    if (error instanceof DockhopError) throw error;
    throw (attachStdin ? await endedSoon() : undefined) ?? (await api.lost(error, signal));
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
    feeding.end();
  }
}

async function* demultiplexed(stream: Duplex, complaint: Complaint): AsyncGenerator<Buffer, void> {
  let chunks: Buffer[] = [];
  const demultiplexer = new Demultiplexer((which, chunk) => {
    if (which === 'stdout') chunks.push(chunk);
    else complaint.push(chunk);
  });
  for await (const chunk of stream) {
    demultiplexer.push(v.parse(v.instance(Buffer), chunk));
    yield* chunks;
    chunks = [];
  }
  demultiplexer.end();
}

/** The first of what a program says on standard error. */
class Complaint {
  readonly #chunks: Buffer[] = [];
  #room = mostComplaint;

  push(chunk: Buffer): void {
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    if (kept.length > 0) this.#chunks.push(Buffer.from(kept));
  }

  get text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks));
  }
}

/** The way of a program's input, beside that of its output. */
class Feeding {
  readonly #source: Readable | undefined;
  readonly #done: Promise<Error | undefined>;
  /** What the input itself failed with: not that nobody took it any more. */
  #ownFailure: Error | undefined;

  constructor(stream: Duplex, input: AsyncIterable<Uint8Array> | undefined) {
    if (!input) {
      this.#done = Promise.resolve(undefined);
      return;
    }
    this.#source = Readable.from(this.#watched(input), { objectMode: false });
    this.#done = pipeline(this.#source, stream).then(() => undefined, errorOf);
  }

  /** For a program that ended well: rejects where its input did not arrive as a whole. */
  async failed(): Promise<void> {
    const error = await this.#done;
    if (error) throw error;
  }

  /** A failure of the input is why the stream broke, not the other way round. */
  throwIfFailedFirst(): void {
    if (this.#ownFailure) throw this.#ownFailure;
  }

  end(): void {
    this.#source?.destroy();
  }

  /** An error thrown at the yield is the stream's, an error of the next chunk the input's own. */
  async *#watched(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    const chunks = input[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#nextOf(chunks);
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await chunks.return?.();
    }
  }

  async #nextOf(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    try {
      return await chunks.next();
    } catch (error) {
      this.#ownFailure = errorOf(error);
      throw error;
    }
  }
}

const errorOf = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));
