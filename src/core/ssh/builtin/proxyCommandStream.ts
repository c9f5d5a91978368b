import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';
import { failure, type DockhopError } from '../../errors/dockhopError.ts';
import { endWithChildren } from '../endWithChildren.ts';
import { systemReason } from '../systemReason.ts';

const keptCharacters = 8192;
/** How long a command may take to end once there is nothing left to read or it was asked to. */
const graceMs = 2000;

/** How OpenSSH says that it was not let in, or does not trust who is there. */
export const refusedLogin =
  /permission denied|too many authentication failures|host key verification failed/i;

/**
 * The standard input and output of a ProxyCommand as a stream (ssh_config(5), ProxyCommand).
 *
 * The end of the stream is held back until the command has ended and all it wrote was read: only
 * then is it known why, and `failure` says so before anybody sees the end. The command runs in a
 * session of its own, so that no program in it finds a terminal to ask at, and is ended with all
 * its children when the stream is destroyed.
 */
export class ProxyCommandStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #command: string;
  readonly #hop: string;
  #words = '';
  #failure: DockhopError | undefined;
  #grace: NodeJS.Timeout | undefined;

  /** `env` is added to the environment; it says what an ssh in the command may ask of whom. */
  constructor(
    hop: string,
    command: string,
    env: Readonly<Record<string, string>> = { SSH_ASKPASS_REQUIRE: 'never' },
  ) {
    // As a socket: who has read the end has nobody left to write to.
    super({ allowHalfOpen: false });
    // An error may come before its user listens, and a stream without a listener throws.
    this.on('error', () => undefined);
    this.#hop = hop;
    this.#command = command;
    this.#child = start(command, env);
    const { stdin, stdout, stderr } = this.#child;
    // What went wrong with it is told by how the command ended.
    stdin.on('error', () => undefined);
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-keptCharacters);
    });
    stdout.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) stdout.pause();
    });
    stdout.on('end', () => {
      // Nothing more can come: a command that waits for us to end first learns that we do.
      stdin.end();
      this.#endSoon();
    });
    this.#child.on('error', (error) => {
      this.#failure ??= this.#failed(systemReason(error), error);
      this.destroy();
    });
    this.#child.on('close', (code, signal) => {
      clearTimeout(this.#grace);
      if (this.destroyed) return;
      if (code !== 0)
        this.#failure ??= this.#failed(this.#reason(signal ?? `status ${code ?? '?'}`));
      this.push(null);
    });
  }

  /** Why the command ended, once it has ended by itself and not well. */
  get failure(): DockhopError | undefined {
    return this.#failure;
  }

  /**
   * True when it is an ssh that was not even greeted: sshd had no room at its door. Told by its
   * words, for want of anything else (kex_exchange_identification, in OpenSSH's kex.c). A banner may
   * use them, too: where a login was refused there is no knocking again.
   */
  get wasTurnedAway(): boolean {
    if (refusedLogin.test(this.#words)) return false;
    return /^(?:kex|ssh)_exchange_identification: /m.test(this.#words);
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk, done);
  }

  override _writev(pieces: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(pieces.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => {
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.stdout.resume();
    endWithChildren(this.#child, 'SIGTERM');
    this.#endSoon();
    done(error);
  }

  #send(bytes: Buffer, done: () => void): void {
    // An error is left to the end of the command, which explains it.
    this.#child.stdin.write(bytes, () => {
      done();
    });
  }

  #endSoon(): void {
    this.#grace ??= setTimeout(() => {
      endWithChildren(this.#child, 'SIGKILL');
    }, graceMs);
  }

  /**
   * The first line that the command wrote on standard error, which is where ssh and nc say it; that
   * of a refused login before all, as a banner may come first.
   */
  #reason(ending: string): string {
    const lines = this.#words.split(/\r?\n/).filter((words) => words.trim() !== '');
    const line = lines.find((words) => refusedLogin.test(words)) ?? lines[0];
    return line === undefined ? ending : line.trim();
  }

  #failed(reason: string, cause?: unknown): DockhopError {
    const details = { hop: this.#hop, reason, command: this.#command };
    return failure('PROXY_COMMAND_FAILED', details, { hop: this.#hop, cause });
  }
}

function start(
  command: string,
  more: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const env = { ...process.env, ...more };
  if (process.platform === 'win32') {
    // As Win32-OpenSSH does: CreateProcess with the line as it is, no shell in between.
    const { program, rest } = splitProgram(command);
    return spawn(program, [rest], { env, windowsHide: true, windowsVerbatimArguments: true });
  }
  return spawn('/bin/sh', ['-c', `exec ${command}`], { env, detached: true });
}

/** The program of a Windows command line and the rest of the line, untouched. */
export function splitProgram(line: string): { readonly program: string; readonly rest: string } {
  const [, quoted, plain, rest] = /^\s*(?:"([^"]*)"|(\S+))\s*([\s\S]*)$/.exec(line) ?? [];
  return { program: quoted ?? plain ?? '', rest: rest ?? '' };
}
