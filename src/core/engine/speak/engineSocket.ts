import { Duplex } from 'node:stream';
import type { NoiseGate } from './noiseGate.ts';

type Done = (error?: Error | null) => void;

/**
 * A stream to an engine in the shape in which Node's HTTP client wants its sockets. An SSH channel
 * is not enough for it: that one loses the error it is destroyed with, may never close after the far
 * end has finished, and leaves a write after its end without an answer. This one always closes.
 */
export class EngineSocket extends Duplex {
  readonly #inner: Duplex;
  readonly #gate: NoiseGate | undefined;
  #idle: NodeJS.Timeout | undefined;
  #mayRead = Infinity;
  #flushed: Done | undefined;

  /** @param gate where something may come before the first answer. */
  constructor(inner: Duplex, gate?: NoiseGate) {
    super();
    this.#inner = inner;
    this.#gate = gate;
    // Who uses the socket hears of its end by listening; between two users nobody does, and an error
    // that nobody hears would end the process.
    this.on('error', () => undefined);
    inner.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    inner.on('end', () => {
      this.push(null);
      // Kept for another request, which would wait for its answer in vain.
      if (this.#idle !== undefined) this.destroy();
    });
    inner.on('drain', () => {
      this.#flush();
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

  /** From now on, more bytes than these destroy the socket. */
  limitReading(bytes: number): void {
    this.#mayRead = bytes;
  }

  /** Closes the socket after this time; undefined stops the clock. */
  closeIn(ms: number | undefined): void {
    clearTimeout(this.#idle);
    this.#idle = ms === undefined ? undefined : setTimeout(() => this.destroy(), ms).unref();
  }

  /** Asked for by the HTTP client; the SSH connection has its own means for these. */
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.#inner.write(chunk)) done();
    else this.#flushed = done;
  }

  override _final(done: Done): void {
    this.#inner.end();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#idle);
    this.#inner.destroy();
    done(error);
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#gated(chunk);
    this.#mayRead -= bytes.length;
    if (this.#mayRead < 0) this.destroy(new Error('the answer is too long'));
    else if (bytes.length > 0 && !this.push(bytes)) this.#inner.pause();
  }

  #gated(chunk: Buffer): Buffer {
    try {
      return this.#gate?.pass(chunk) ?? chunk;
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
      return Buffer.alloc(0);
    }
  }

  #flush(): void {
    const done = this.#flushed;
    this.#flushed = undefined;
    done?.();
  }
}
