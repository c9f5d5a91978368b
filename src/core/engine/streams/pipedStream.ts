import { Duplex } from 'node:stream';
import { Demultiplexer } from '../speak/demultiplexer.ts';

type Done = (error?: Error | null) => void;

/** As much of a program's complaints as could matter. */
const mostStderr = 4096;

/**
 * Standard input and output of a program without a terminal, taken out of the engine's frames.
 * Pauses the engine's stream while nobody reads.
 */
export class PipedStream extends Duplex {
  readonly #inner: Duplex;
  readonly #demultiplexer: Demultiplexer;
  #stderr = Buffer.alloc(0);
  #isFull = false;

  constructor(inner: Duplex) {
    super();
    this.#inner = inner;
    this.#demultiplexer = new Demultiplexer((stream, chunk) => {
      if (stream === 'stdout') this.#isFull = !this.push(chunk);
      else this.#keep(chunk);
    });
    inner.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    inner.on('end', () => {
      this.push(null);
    });
    inner.on('error', (error: Error) => {
      this.destroy(error);
    });
    inner.on('close', () => {
      // What was read before the end is still to be delivered; without an end there is no more.
      if (!inner.readableEnded) this.destroy();
    });
    inner.pause();
  }

  /** The first that the program wrote to standard error. */
  get stderr(): string {
    return new TextDecoder().decode(this.#stderr);
  }

  override _read(): void {
    this.#isFull = false;
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#inner.write(chunk, done);
  }

  override _final(done: Done): void {
    this.#inner.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#inner.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    try {
      this.#demultiplexer.push(chunk);
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#isFull) this.#inner.pause();
  }

  #keep(chunk: Buffer): void {
    const room = mostStderr - this.#stderr.length;
    if (room > 0) this.#stderr = Buffer.concat([this.#stderr, chunk.subarray(0, room)]);
  }
}
