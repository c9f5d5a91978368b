import { once } from 'node:events';
import { open, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { failure } from '../../errors/dockhopError.ts';
import { unlessAborted } from '../abortListening.ts';
import type { Transport } from '../connection.ts';
import { isMasterLive } from './controlSocket.ts';
import { hostPort } from '../config/hopAddress.ts';
import { lost, unreachable } from '../hopFailure.ts';
import type { Hop } from '../config/path.ts';
import { makePrivateDirectory, type PrivateDirectory } from '../privateDirectory.ts';
import { isProhibition, lastWords } from './sshWords.ts';
import type { Refusal, SystemLink } from './systemLink.ts';
import { startSystemProgram, type SystemProgram } from './systemProgram.ts';
import { openedReport } from './systemReport.ts';

const maxLog = 64 * 1024;
const commandSeconds = 15;

interface Parts {
  readonly hop: Hop;
  /** The path of ssh. */
  readonly program: string;
  readonly controlPath: string;
  /** Where the master writes what goes wrong; undefined for one that is not ours. */
  readonly logFile: string | undefined;
  /** Connected to the master. */
  readonly held: Socket;
  readonly transport: Transport;
  readonly sharedHops: readonly string[];
}

interface SocketForward {
  readonly localPath: string;
  readonly socketPath: string;
  /** True once the server has been seen not to refuse it. */
  isProven: boolean;
}

/**
 * Everything rides on the connection of one control master (ssh_config(5), ControlMaster). Should it
 * be gone, the programs fail: none of them connects by itself.
 */
export class MasterLink implements SystemLink {
  readonly transport: Transport;
  readonly sharedHops: readonly string[];
  readonly directory: string;
  readonly #private: PrivateDirectory;
  readonly #parts: Parts;
  readonly #ending = new AbortController();
  readonly #forwards = new Map<string, Promise<SocketForward>>();

  private constructor(parts: Parts, directory: PrivateDirectory) {
    this.#parts = parts;
    this.#private = directory;
    this.directory = directory.path;
    this.transport = parts.transport;
    this.sharedHops = parts.sharedHops;
    parts.held.resume().once('close', () => {
      void this.#tellEnd();
    });
    if (parts.held.closed) void this.#tellEnd();
  }

  static async create(parts: Parts): Promise<MasterLink> {
    return new MasterLink(parts, await makePrivateDirectory());
  }

  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  isAlive(): Promise<boolean> {
    return isMasterLive(this.#parts.controlPath, new AbortController().signal);
  }

  start(options: readonly string[], command?: string): SystemProgram {
    const { program, controlPath } = this.#parts;
    return startSystemProgram(
      program,
      [
        // No configuration: it was read when the master logged in.
        ...['-F', 'none', '-S', controlPath.replaceAll('%', '%%'), '-T'],
        ...['-o', 'ControlMaster=no', '-o', 'BatchMode=yes', '-o', 'ProxyCommand=false'],
        ...options,
        '--',
        'dockhop',
        ...(command === undefined ? [] : [command]),
      ],
      { SSH_ASKPASS_REQUIRE: 'never' },
    );
  }

  async mark(): Promise<number> {
    const { logFile } = this.#parts;
    if (logFile === undefined) return 0;
    return await stat(logFile).then(
      ({ size }) => size,
      () => 0,
    );
  }

  async forwardFailure(next: Hop, { words, since }: Refusal): Promise<Error> {
    const { hop } = this.#parts;
    const said = await this.#logSince(since);
    // A master that is not ours keeps to itself why; most that refuse do so to everything.
    if (isProhibition(said) || said === '') {
      return refusedForward(hop, hostPort(next.hostName, next.port), words);
    }
    const reason = /open failed: (?:connect failed: )?(.+)/.exec(lastWords(said) ?? '')?.[1];
    return unreachable(next, `${hop.name} says: ${reason ?? 'no connection'}`);
  }

  loginFailure(): undefined {
    return undefined;
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    const { hop } = this.#parts;
    // A colon would end the path in ssh's words for a forward.
    if (!/^\/[^:[\]\\\s]+$/.test(socketPath)) throw refusedForward(hop, socketPath, 'odd path');
    const forward = await unlessAborted(this.#forward(socketPath), [signal]);
    const socket = connect(forward.localPath);
    socket.on('error', () => undefined);
    try {
      await once(socket, 'connect', { signal });
      if (!forward.isProven) await this.#prove(socket, socketPath, signal);
      forward.isProven = true;
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  async close(): Promise<void> {
    const made = await Promise.allSettled(this.#forwards.values());
    const forwards = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (await this.isAlive()) await Promise.all(forwards.map((one) => this.#cancel(one)));
    this.#parts.held.destroy();
    await this.#private.remove();
  }

  #forward(socketPath: string): Promise<SocketForward> {
    const known = this.#forwards.get(socketPath);
    if (known) return known;
    const localPath = path.join(this.directory, `${this.#forwards.size}.sock`);
    const made = this.#makeForward({ localPath, socketPath, isProven: false });
    this.#forwards.set(socketPath, made);
    made.catch(() => this.#forwards.delete(socketPath));
    return made;
  }

  async #makeForward(forward: SocketForward): Promise<SocketForward> {
    const words = await this.#control('forward', forward);
    if (words === undefined) return forward;
    throw refusedForward(this.#parts.hop, forward.socketPath, words);
  }

  async #cancel(forward: SocketForward): Promise<void> {
    await this.#control('cancel', forward);
  }

  /** Commands the master (ssh(1), -O). @returns what it said if it did not obey. */
  async #control(
    command: 'forward' | 'cancel',
    { localPath, socketPath }: SocketForward,
  ): Promise<string | undefined> {
    const program = this.start(['-O', command, '-L', `${localPath}:${socketPath}`]);
    let words = '';
    program.child.stderr.setEncoding('utf8').on('data', (more: string) => {
      if (words.length < maxLog) words += more;
    });
    program.child.stdin.end();
    const deadline = setTimeout(() => {
      program.end();
    }, commandSeconds * 1000);
    try {
      return (await program.ended) === 0 ? undefined : words;
    } finally {
      clearTimeout(deadline);
    }
  }

  /**
   * A local socket is connected to before the server has said anything; a refusal closes it. The
   * server answers in order, so that one more question, to a port that nobody listens on, says when
   * the answer to the first has come.
   */
  async #prove(socket: Socket, socketPath: string, signal: AbortSignal): Promise<void> {
    const since = await this.mark();
    const fence = this.start(['-v', '-W', '127.0.0.1:1']);
    try {
      await unlessAborted(openedReport(fence), [signal]);
    } finally {
      fence.end();
    }
    // What is in the kernel by now is met in the next turn of the loop.
    await nextTurn();
    socket.read(0);
    await nextTurn();
    if (!socket.readableEnded && !socket.destroyed) return;
    throw refusedForward(this.#parts.hop, socketPath, await this.#logSince(since));
  }

  async #logSince(position: number): Promise<string> {
    const { logFile } = this.#parts;
    if (logFile === undefined) return '';
    const file = await open(logFile, 'r').catch(() => undefined);
    if (!file) return '';
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(maxLog), 0, maxLog, position);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async #tellEnd(): Promise<void> {
    let reason = 'its shared connection ended';
    try {
      const recent = await this.#logSince(Math.max(0, (await this.mark()) - maxLog));
      const farewells = recent.split('\n').filter((line) => farewell.test(line));
      reason = lastWords(farewells.at(-1) ?? '') ?? reason;
    } finally {
      this.#ending.abort(lost(this.#parts.hop, reason));
    }
  }
}

/** How a master's log ends (packet.c, clientloop.c). */
const farewell = /^(?:Timeout, server |Connection (?:to|closed|reset) |client_loop: |Disconnect)/;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function refusedForward({ name }: Hop, target: string, words: string): Error {
  const cause = new Error(lastWords(words) ?? 'ssh did not say why');
  return failure('FORWARDING_REFUSED', { hop: name, target }, { hop: name, cause });
}
