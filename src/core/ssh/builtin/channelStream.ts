import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';

type Done = (error?: Error | null) => void;

/**
 * A channel of ssh2 as a stream that behaves like a socket. ssh2's own loses the error it is
 * destroyed with, never calls back for what is written after its end, and gives no `close` unless
 * somebody reads it to its end.
 */
export class ChannelStream extends Duplex {
  readonly #channel: ClientChannel;
  #isClosed = false;
  #pending: Done | undefined;

  /** `onClosed` is called once, when the server has closed the channel or the connection is gone. */
  constructor(channel: ClientChannel, onClosed: () => void) {
    // As a socket: when the far side ends, so do we, once all is written.
    super({ allowHalfOpen: false });
    // An error may come before its user listens, and a stream without a listener throws.
    this.on('error', () => undefined);
    this.#channel = channel;
    channel.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) channel.pause();
    });
    channel.on('end', () => {
      if (!this.destroyed) this.push(null);
    });
    channel.on('error', (error: Error) => {
      this.destroy(error);
    });
    channel.once('close', () => {
      this.#isClosed = true;
      onClosed();
      this.#finish();
    });
    // Nobody reads it, and what is not read holds up everything else on the channel.
    channel.stderr.resume();
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done);
  }

  /** What was held back together goes together: each message costs either end an encryption. */
  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#send(Buffer.concat(pieces.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    if (!this.#isClosed) this.#channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#settle(error ?? closedError());
    this.#channel.close();
    // Read to its end, or its `close` never comes.
    this.#channel.resume();
    done(error);
  }

  /** The far side is gone: what it sent can still be read, then the stream is closed. */
  #finish(): void {
    this.#settle(closedError());
    if (this.destroyed) return;
    if (this.readableEnded) {
      this.destroy();
      return;
    }
    this.once('end', () => this.destroy());
    if (!this.#channel.readableEnded) this.push(null);
  }

  #send(bytes: Buffer, done: Done): void {
    if (this.#isClosed) {
      done(closedError());
      return;
    }
    this.#pending = done;
    this.#channel.write(bytes, (error) => {
      this.#settle(error);
    });
  }

  #settle(error?: Error | null): void {
    const done = this.#pending;
    this.#pending = undefined;
    done?.(error);
  }
}

function closedError(): Error {
  return Object.assign(new Error('The channel is closed'), { code: 'EPIPE' });
}
