import { Demultiplexer, type OutputStream } from './demultiplexer.ts';
import { LineSplitter } from './lineSplitter.ts';

const maxLineLength = 4096;

/** What a program in a container wrote: bounded, and its lines handed on as they come. */
export class ExecOutput {
  readonly #demultiplexer: Demultiplexer;
  readonly #maxBytes: number;
  readonly #lines: LineSplitter | undefined;
  readonly #chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  readonly #bytes = { stdout: 0, stderr: 0 };

  constructor(maxBytes: number, onLine: ((line: string) => void) | undefined) {
    this.#maxBytes = maxBytes;
    this.#lines = onLine && new LineSplitter({ maxLength: maxLineLength, onLine });
    this.#demultiplexer = new Demultiplexer((stream, chunk) => {
      this.#take(stream, chunk);
    });
  }

  /** @throws RangeError when it is too much, or not an output at all. */
  push(chunk: Buffer): void {
    this.#demultiplexer.push(chunk);
  }

  /** @throws RangeError when the output is not complete. */
  end(): { stdout: string; stderr: string } {
    this.#demultiplexer.end();
    this.#lines?.end();
    return { stdout: this.#text('stdout'), stderr: this.#text('stderr') };
  }

  #take(stream: OutputStream, chunk: Buffer): void {
    if (stream === 'stderr' && this.#lines) {
      this.#lines.push(chunk);
      return;
    }
    this.#bytes[stream] += chunk.length;
    if (this.#bytes[stream] > this.#maxBytes) {
      throw new RangeError(`more than ${this.#maxBytes} bytes of output`);
    }
    this.#chunks[stream].push(chunk);
  }

  #text(stream: OutputStream): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks[stream]));
  }
}
