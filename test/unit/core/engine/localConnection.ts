import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import type { Connection, RunOptions, RunResult } from '../../../../src/core/ssh/connection.ts';
import type { Path } from '../../../../src/core/ssh/config/path.ts';
import { ProgramStream } from '../../../../src/core/ssh/system/programStream.ts';

/** This machine in the role of a host: what SSH would carry goes straight to it. */
export class LocalConnection implements Connection {
  readonly path: Path = {
    host: 'gpu1',
    hops: [
      {
        name: 'gpu1',
        hostName: '192.0.2.1',
        port: 22,
        user: 'a',
        via: 'direct',
        config: new Map(),
      },
    ],
  };
  readonly transport = { client: 'none', reason: 'a test' } as const;
  readonly sharedHops = [];
  /** How often a stream was opened. */
  opened = 0;
  refuseForwarding = false;
  readonly #ending = new AbortController();
  readonly #streams = new Set<Duplex>();
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.#env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...env };
  }

  get closed(): AbortSignal {
    return this.#ending.signal;
  }

  /** Cuts the streams at once; says why only when `end` is called. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  end(reason: Error): void {
    this.cut();
    this.#ending.abort(reason);
  }

  async run(
    words: readonly string[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const child = this.#spawn(words, signal);
    child.stdin.end(options.stdin);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { exitCode: child.exitCode, stdout, stderr };
  }

  openProgram(words: readonly string[], signal: AbortSignal): Promise<Duplex> {
    const child = this.#spawn(words, signal);
    return Promise.resolve(this.#keep(new ProgramStream(child, () => child.kill())));
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    const refused = failure('FORWARDING_REFUSED', { hop: 'gpu1', target: socketPath });
    if (this.refuseForwarding) throw refused;
    const socket = connect({ path: socketPath, signal });
    await once(socket, 'connect').catch((error: unknown) => {
      signal.throwIfAborted();
      // sshd words a socket that nobody listens on the same way.
      throw error instanceof Error && 'syscall' in error ? refused : error;
    });
    return this.#keep(socket);
  }

  #spawn(
    [program = '', ...rest]: readonly string[],
    signal: AbortSignal,
  ): ChildProcessWithoutNullStreams {
    return spawn(program, rest, { signal, env: this.#env });
  }

  #keep(stream: Duplex): Duplex {
    this.opened += 1;
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    return stream;
  }
}
