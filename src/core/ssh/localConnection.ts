import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { failure } from '../errors/dockhopError.ts';
import { unlessAborted } from './abortListening.ts';
import { TooMuchOutput } from './builtin/collectOutput.ts';
import { collectProgram } from './system/collectProgram.ts';
import type { Connection, RunOptions, RunResult } from './connection.ts';
import { localHost, localPath } from './localHost.ts';
import { ProgramStream } from './system/programStream.ts';
import { startSystemProgram, type SystemProgram } from './system/systemProgram.ts';
import { systemReason } from './systemReason.ts';

/** The machine in front of the person in the role of a host. Nothing is encrypted, nobody logs in. */
export class LocalConnection implements Connection {
  readonly path = localPath;
  readonly transport = { client: 'none', reason: 'it is this machine' } as const;
  readonly sharedHops = [];
  readonly #env: Readonly<Record<string, string>>;
  readonly #closing = new AbortController();
  readonly #programs = new Set<SystemProgram>();
  readonly #streams = new Set<Duplex>();

  /** @param env what programs find in their environment beside what this one has. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#env = env;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  async run(
    words: readonly string[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const program = await this.#start(words, signal);
    const deadline = AbortSignal.timeout(options.timeoutMs);
    try {
      const output = collectProgram(program, options);
      const { stdout, stderr } = await unlessAborted(output, [signal, deadline, this.closed]);
      return { exitCode: program.child.exitCode, stdout, stderr };
    } catch (error) {
      program.end();
      signal.throwIfAborted();
      if (deadline.aborted) throw late(words, options.timeoutMs);
      throw error instanceof TooMuchOutput ? tooLong(words, options.maxBytes) : error;
    }
  }

  async openProgram(words: readonly string[], signal: AbortSignal): Promise<Duplex> {
    const program = await this.#start(words, signal);
    const stream = new ProgramStream(program.child, () => {
      program.end();
    });
    return this.#kept(stream);
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    for (const one of [signal, this.closed]) one.throwIfAborted();
    const socket = this.#kept(connect({ path: socketPath }));
    try {
      await unlessAborted(once(socket, 'connect'), [signal, this.closed]);
      return socket;
    } catch (error) {
      socket.destroy();
      for (const one of [signal, this.closed]) one.throwIfAborted();
      const details = { hop: localHost, target: socketPath };
      throw failure('FORWARDING_REFUSED', details, { hop: localHost, cause: error });
    }
  }

  /** Ends every program and socket; resolves when they are gone. */
  async close(): Promise<void> {
    const details = { hop: localHost, address: localHost, reason: 'Dockhop closed it' };
    this.#closing.abort(failure('CONNECTION_LOST', details, { hop: localHost }));
    const reason = this.closed.reason instanceof Error ? this.closed.reason : undefined;
    for (const stream of this.#streams) stream.destroy(reason);
    for (const program of this.#programs) program.end();
    await Promise.allSettled([...this.#programs].map(({ ended }) => ended));
  }

  async #start(
    [name = '', ...rest]: readonly string[],
    signal: AbortSignal,
  ): Promise<SystemProgram> {
    for (const one of [signal, this.closed]) one.throwIfAborted();
    const program = startSystemProgram(name, rest, this.#env);
    const { child, ended } = program;
    try {
      await once(child, 'spawn');
    } catch (error) {
      const details = { hop: localHost, command: name, reason: systemReason(error) };
      throw failure('COMMAND_REFUSED', details, { hop: localHost, cause: error });
    }
    this.#programs.add(program);
    const forget = (): void => {
      this.#programs.delete(program);
    };
    ended.then(forget, forget);
    return program;
  }

  #kept<Stream extends Duplex>(stream: Stream): Stream {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    // Whoever uses it listens too; nobody may be using it any more.
    stream.on('error', () => undefined);
    return stream;
  }
}

function tooLong([command = '']: readonly string[], maxBytes: number): Error {
  const details = { hop: localHost, command, bytes: maxBytes.toString() };
  return failure('OUTPUT_TOO_LONG', details, { hop: localHost });
}

function late([program = '']: readonly string[], timeoutMs: number): Error {
  const seconds = (timeoutMs / 1000).toString();
  const details = { hop: localHost, address: localHost, seconds, phase: `running ${program}` };
  return failure('HOP_TIMEOUT', details, { hop: localHost });
}
