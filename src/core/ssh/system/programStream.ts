import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';

/**
 * The standard input and output of a program that was started, as a stream that behaves like a
 * socket: when the program closes its output, so do we; destroying the stream calls back, once, for
 * whoever ends the program.
 */
export class ProgramStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #end: () => void;

  constructor(child: ChildProcessWithoutNullStreams, end: () => void) {
    super({ allowHalfOpen: false });
    // An error may come before its user listens, and a stream without a listener throws.
    this.on('error', () => undefined);
    this.#child = child;
    this.#end = end;
    const { stdin, stdout, stderr } = child;
    stdin.on('error', () => undefined);
    stdout.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) stdout.pause();
    });
    stdout.once('end', () => {
      if (!this.destroyed) this.push(null);
    });
    // Nobody reads it, and what is not read holds the program up.
    stderr.removeAllListeners('data').resume();
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#child.stdin.write(chunk, (error) => {
      done(error);
    });
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => {
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.stdout.resume();
    this.#end();
    done(error);
  }
}
