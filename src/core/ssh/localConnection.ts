import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { failure } from '../errors/dockhopError.ts';
import { unlessAborted } from './abortListening.ts';
import type { Connection, RunOptions, RunResult } from './connection.ts';
import { endWithChildren } from './endWithChildren.ts';
import { localHost, localPath } from './localHost.ts';
import { systemReason } from './systemReason.ts';

/** How long a program that was told to end may take. */
const graceMs = 2000;

/** The machine in front of the person in the role of a host. Nothing is encrypted, nobody logs in. */
export class LocalConnection implements Connection {
  readonly path = localPath;
  readonly transport = { client: 'none', reason: 'it is this machine' } as const;
  readonly sharedHops = [];
  readonly #closing = new AbortController();
  readonly #programs = new Set<ChildProcessWithoutNullStreams>();
  readonly #sockets = new Set<Duplex>();

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  async run(
    words: readonly string[],
    { stdin, maxBytes, timeoutMs }: RunOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const program = await this.#start(words, signal);
    const deadline = AbortSignal.timeout(timeoutMs);
    const output = new Collected(program, maxBytes);
    program.stdin.end(stdin ?? '');
    try {
      const ended = Promise.race([once(program, 'close'), output.tooMuch]);
      await unlessAborted(ended, [signal, deadline, this.closed]);
      return { exitCode: program.exitCode, ...output.texts() };
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) throw late(words, timeoutMs);
      throw error;
    } finally {
      endWithChildren(program, 'SIGKILL');
    }
  }

  async openProgram(words: readonly string[], signal: AbortSignal): Promise<Duplex> {
    const program = await this.#start(words, signal);
    program.stderr.resume();
    const stream = Duplex.from({ readable: program.stdout, writable: program.stdin });
    // Its input has ended by then; one that stays all the same is told to end.
    stream.once('close', () => {
      endWithChildren(program, 'SIGHUP');
    });
    return this.#kept(stream);
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    this.closed.throwIfAborted();
    const socket = this.#kept(connect({ path: socketPath }));
    try {
      await once(socket, 'connect', { signal: AbortSignal.any([signal, this.closed]) });
    } catch (error) {
      socket.destroy();
      signal.throwIfAborted();
      this.closed.throwIfAborted();
      const details = { hop: localHost, target: socketPath };
      throw failure('FORWARDING_REFUSED', details, { hop: localHost, cause: error });
    }
    return socket;
  }

  /** Ends every program and socket; resolves when they are gone. */
  async close(): Promise<void> {
    const reason = { hop: localHost, address: localHost, reason: 'Dockhop closed it' };
    this.#closing.abort(failure('CONNECTION_LOST', reason, { hop: localHost }));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([...this.#programs].map((program) => ended(program)));
  }

  /** In a group of its own, so that what it starts can be ended with it. */
  async #start(
    [program = '', ...rest]: readonly string[],
    signal: AbortSignal,
  ): Promise<ChildProcessWithoutNullStreams> {
    signal.throwIfAborted();
    this.closed.throwIfAborted();
    const child = spawn(program, rest, {
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#programs.add(child);
    child.once('exit', () => this.#programs.delete(child));
    // It may end before it has read all that it was given.
    child.stdin.on('error', () => undefined);
    try {
      await once(child, 'spawn');
      return child;
    } catch (error) {
      this.#programs.delete(child);
      const details = { hop: localHost, command: program, reason: systemReason(error) };
      throw failure('COMMAND_REFUSED', details, { hop: localHost, cause: error });
    }
  }

  #kept<Stream extends Duplex>(stream: Stream): Stream {
    this.#sockets.add(stream);
    // Whoever uses it listens too; nobody may be using it any more.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#sockets.delete(stream));
    return stream;
  }
}

/** Tells a program to end, and makes it end where it does not. */
async function ended(program: ChildProcessWithoutNullStreams): Promise<void> {
  const grace = setTimeout(() => {
    endWithChildren(program, 'SIGKILL');
  }, graceMs);
  endWithChildren(program, 'SIGHUP');
  // What it left running may hold its outputs open.
  await once(program, 'exit');
  clearTimeout(grace);
}

/** What a program says on both its outputs. */
class Collected {
  /** Rejects when either output is longer than it may be. */
  readonly tooMuch: Promise<never>;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];

  constructor(program: ChildProcessWithoutNullStreams, maxBytes: number) {
    this.tooMuch = new Promise((_, reject) => {
      const keep = (chunks: Buffer[]) => {
        let room = maxBytes;
        return (chunk: Buffer): void => {
          room -= chunk.length;
          if (room >= 0) chunks.push(chunk);
          else reject(tooLong(program.spawnfile, maxBytes));
        };
      };
      program.stdout.on('data', keep(this.#stdout));
      program.stderr.on('data', keep(this.#stderr));
    });
    this.tooMuch.catch(() => undefined);
  }

  texts(): Pick<RunResult, 'stdout' | 'stderr'> {
    return {
      stdout: Buffer.concat(this.#stdout).toString('utf8'),
      stderr: Buffer.concat(this.#stderr).toString('utf8'),
    };
  }
}

function tooLong(command: string, maxBytes: number): Error {
  const details = { hop: localHost, command, bytes: maxBytes.toString() };
  return failure('OUTPUT_TOO_LONG', details, { hop: localHost });
}

function late([program = '']: readonly string[], timeoutMs: number): Error {
  const seconds = (timeoutMs / 1000).toString();
  const details = { hop: localHost, address: localHost, seconds, phase: `running ${program}` };
  return failure('HOP_TIMEOUT', details, { hop: localHost });
}
