import type { ClientChannel } from 'ssh2';
import type { RunOptions, RunResult } from '../connection.ts';

/** The program wrote more than it may. */
export class TooMuchOutput extends Error {
  override readonly name = 'TooMuchOutput';
}

/**
 * Feeds a program and collects what it says until its channel closes.
 * @throws TooMuchOutput
 */
export function collectOutput(
  channel: ClientChannel,
  { stdin, maxBytes, onOutput }: Omit<RunOptions, 'timeoutMs'>,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const tooMuch = (): void => {
      reject(new TooMuchOutput(`more than ${maxBytes} bytes`));
    };
    const output = new BoundedText(maxBytes, tooMuch);
    const errors = new BoundedText(maxBytes, tooMuch);
    let exitCode: number | null = null;
    let isOpen = 2;
    const closed = (): void => {
      isOpen--;
      if (isOpen === 0) resolve({ exitCode, stdout: output.text, stderr: errors.text });
    };
    channel.on('data', (chunk: Buffer) => {
      onOutput?.(chunk);
      output.add(chunk);
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      onOutput?.(chunk);
      errors.add(chunk);
    });
    channel.stderr.once('end', closed);
    // Carries the exit status too, which came before and might have been missed.
    channel.once('close', (code?: number | null) => {
      exitCode = code ?? null;
      closed();
    });
    channel.on('error', reject);
    channel.end(stdin ?? '');
  });
}

/** Collects text up to a number of bytes and says when there is more. */
export class BoundedText {
  readonly #chunks: Buffer[] = [];
  readonly #tooMuch: () => void;
  #room: number;

  constructor(maxBytes: number, tooMuch: () => void) {
    this.#room = maxBytes;
    this.#tooMuch = tooMuch;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  add(chunk: Buffer): void {
    if (this.#room < 0) return;
    this.#room -= chunk.length;
    if (this.#room < 0) this.#tooMuch();
    else this.#chunks.push(chunk);
  }
}
