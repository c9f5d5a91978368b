import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { failure, plainText } from '../../errors/dockhopError.ts';
import { onAbort } from '../abortListening.ts';
import { endWithChildren } from '../endWithChildren.ts';
import { systemCode, systemReason } from '../systemReason.ts';

const deadlineSeconds = 60;
const maxBytes = 1 << 20;

/**
 * What ssh says about a line of its configuration: the file, and the rest (OpenSSH's readconf.c:
 * `file: line 3: …`, `file line 3: …`). A shell says `shell: -c: line 3: …`.
 */
export const aboutLine = /^((?:(?!: ).)+?):? (line \d+: .+)$/;

/** What the laptop's ssh makes of a destination. */
export type SshAnswer =
  | { readonly understood: true; readonly options: string }
  | { readonly understood: false; readonly reason: string };

/**
 * Lets ssh itself read a configuration: `ssh … -G … -- host` (ssh(1)). Nothing is connected; `Match
 * exec` of the person's own runs, as it does whenever they use ssh.
 * @param program the path of ssh.
 * @throws SSH_NOT_FOUND; the signal's reason.
 */
export async function sshAnswer(
  program: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<SshAnswer> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineSeconds * 1000);
  try {
    const { exitCode, stdout, stderr } = await run(program, words, [signal, deadline]);
    if (exitCode === 0) return { understood: true, options: stdout };
    return { understood: false, reason: reasonIn(stderr) };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) return { understood: false, reason: tooLate };
    if (systemCode(error) === 'ENOENT') throw failure('SSH_NOT_FOUND', {}, { cause: error });
    return { understood: false, reason: plainText(systemReason(error)) };
  }
}

interface Ran {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs ssh in a group of its own, so that what its `Match exec` started ends with it. */
function run(
  program: string,
  words: readonly string[],
  signals: readonly AbortSignal[],
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const stop = (reason: Error): void => {
      endWithChildren(child, 'SIGKILL');
      reject(reason);
    };
    const unlisten = onAbort(signals, stop);
    const tooMuch = (): void => {
      stop(new Error(`ssh answered with more than ${maxBytes} bytes`));
    };
    const output = new BoundedText(child.stdout, tooMuch);
    const errors = new BoundedText(child.stderr, tooMuch);
    const finish = (): void => {
      unlisten();
      resolve({ exitCode: child.exitCode, stdout: output.text, stderr: errors.text });
      // A program that stays in the background may hold it open for ever.
      child.stderr.destroy();
    };
    const finishIfUnderstood = (): void => {
      if (child.exitCode === 0 && child.stdout.readableEnded) finish();
    };
    child.once('error', (error) => {
      unlisten();
      reject(error);
    });
    child.once('exit', finishIfUnderstood);
    child.stdout.once('end', finishIfUnderstood);
    child.once('close', finish);
  });
}

/** What a stream says, up to a bound. */
class BoundedText {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(stream: Readable, tooMuch: () => void) {
    stream.on('data', (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length > maxBytes) tooMuch();
      else this.#chunks.push(chunk);
    });
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

const tooLate = `ssh did not answer within ${deadlineSeconds} seconds`;

/**
 * The line on standard error in which ssh says what it does not understand: the first that names a
 * line of a file, for a `Match exec` may have said something before; else the first of all.
 */
function reasonIn(stderr: string): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const reason = lines.find((line) => aboutLine.test(line)) ?? lines[0];
  return plainText(reason ?? 'ssh ended without a word');
}
