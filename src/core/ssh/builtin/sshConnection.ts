import { once, setMaxListeners } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import { unlessAborted } from '../abortListening.ts';
import {
  ChannelRefusal,
  discard,
  NotConnected,
  openChannel,
  type StartChannel,
} from './channelOpening.ts';
import { ChannelStream } from './channelStream.ts';
import { collectOutput, TooMuchOutput } from './collectOutput.ts';
import { askedCommand } from '../askedCommand.ts';
import { commandLine } from '../commandLine.ts';
import type { HopConnection, RunOptions, RunResult, Transport, Use } from '../connection.ts';
import {
  commandRefused,
  lost,
  silent,
  timedOut,
  tooMuchOutput,
  unreachable,
} from '../hopFailure.ts';
import { hostPort } from '../config/hopAddress.ts';
import type { Login } from '../login/login.ts';
import { lastHop, type Hop, type HopPath } from '../config/path.ts';
import { Pulse } from './pulse.ts';
import { SessionGate, type Pass } from './sessionGate.ts';
import { systemReason } from '../systemReason.ts';

/** Below the default of MaxSessions, which the person's own windows share. */
const maxSessions = 8;
const wakeMs = 10_000;

interface Parts {
  readonly login: Login;
  readonly stream: Duplex;
  /** The connection that carries this one. */
  readonly carrier: HopConnection | undefined;
  readonly log: Log;
}

/** One authenticated SSH connection to a hop, spoken by ssh2. */
export class SshConnection implements HopConnection {
  readonly path: HopPath;
  readonly transport: Transport = { client: 'builtin', reason: 'nothing needs the ssh program' };
  readonly #hop: Hop;
  readonly #client: Client;
  readonly #parts: Parts;
  readonly #sessions = new SessionGate(maxSessions);
  readonly #streams = new Set<Duplex>();
  readonly #closing = new AbortController();
  readonly #gone: Promise<void>;
  readonly #pulse: Pulse;
  #running = 0;
  /** How many sessions have ended. */
  #ends = 0;
  /** How many hops it carries. */
  #carried = 0;
  #isSilent = false;
  #isGone = false;

  constructor(path: HopPath, parts: Parts) {
    this.path = path;
    this.#hop = lastHop(path);
    this.#parts = parts;
    this.#client = parts.login.client;
    // Each channel listens, and there may be many.
    setMaxListeners(0, this.closed);
    this.#gone = new Promise((resolve) => {
      this.#client.once('close', () => {
        this.#isGone = true;
        if (!this.closed.aborted) void this.#explainLoss();
        resolve();
      });
    });
    this.#pulse = new Pulse(this.#client, parts.stream, this.#hop.config, this.closed);
    void this.#wake();
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get sharedHops(): readonly string[] {
    return this.#parts.carrier?.sharedHops ?? [];
  }

  async run(
    words: readonly string[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const { command, stdin } = askedCommand(words, options);
    const deadline = AbortSignal.timeout(options.timeoutMs);
    const signals = [signal, deadline, this.closed];
    const opened: ClientChannel[] = [];
    try {
      const { ended } = await this.#openSession(command, signals, (channel, release) => {
        opened.push(channel);
        channel.once('close', release);
        return { ended: unlessAborted(collectOutput(channel, { ...options, stdin }), signals) };
      });
      const result = await ended;
      // The channel closes as well when the connection goes.
      if (this.#isGone) throw await this.#loss();
      return result;
    } catch (error) {
      opened.forEach(discard);
      signal.throwIfAborted();
      if (deadline.aborted) {
        throw timedOut(this.#hop, `running ${words[0] ?? ''}`, options.timeoutMs / 1000);
      }
      throw error instanceof TooMuchOutput
        ? tooMuchOutput(this.#hop, command, options.maxBytes)
        : error;
    }
  }

  async openProgram(words: readonly string[], signal: AbortSignal): Promise<Duplex> {
    return await this.#openSession(commandLine(words), [signal], (channel, release) =>
      this.#streamOf(channel, release),
    );
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    const refused = (refusal: ChannelRefusal): Error => this.#refused(socketPath, refusal);
    return await this.#openStream(
      (client, done) => client.openssh_forwardOutStreamLocal(socketPath, done),
      refused,
      signal,
    );
  }

  async openForward(next: Hop, signal: AbortSignal): Promise<Duplex> {
    const { hostName, port } = next;
    const refused = (refusal: ChannelRefusal): Error =>
      refusal.isProhibition
        ? this.#refused(hostPort(hostName, port), refusal)
        : unreachable(
            next,
            `${this.#hop.name} says: ${refusal.message || 'no connection'}`,
            refusal,
          );
    const stream = await this.#openStream(
      (client, done) => client.forwardOut('127.0.0.1', 0, hostName, port, done),
      refused,
      signal,
    );
    this.#carried++;
    return stream.once('close', () => this.#carried--);
  }

  async feelPulse(): Promise<void> {
    if (await this.#pulse.feel()) return;
    this.#lose(silent(this.#hop));
    this.#parts.stream.destroy();
  }

  keepAlive(use: Use, nextMs: number): void {
    if (use === 'begins') {
      this.#parts.carrier?.keepAlive(use, nextMs);
      if (this.#pulse.isFaint) void this.feelPulse();
    } else if (!this.#isSilent && !this.#pulse.keep(use, nextMs, this.#carried > 0)) {
      this.#isSilent = true;
      void this.#explainLoss();
    }
  }

  async close(): Promise<void> {
    this.#lose(lost(this.#hop, 'Dockhop closed it'));
    this.#client.end();
    this.#parts.stream.destroy();
    await this.#gone;
  }

  async #openStream(
    start: StartChannel,
    refused: (refusal: ChannelRefusal) => Error,
    signal: AbortSignal,
  ): Promise<Duplex> {
    try {
      return await this.#openChannel(start, (channel) => this.#streamOf(channel), [signal]);
    } catch (error) {
      throw error instanceof ChannelRefusal ? refused(error) : error;
    }
  }

  async #openSession<Result>(
    command: string,
    signals: readonly AbortSignal[],
    use: (channel: ClientChannel, release: () => void) => Result,
  ): Promise<Result> {
    let endsKnown = 0;
    for (;;) {
      const pass = await this.#sessions.enter([...signals, this.closed]);
      const ends = this.#ends;
      try {
        return await this.#openChannel(
          (client, done) => client.exec(command, done),
          (channel) => use(channel, this.#began(pass)),
          signals,
        );
      } catch (error) {
        const isConclusive = pass.wasAlone();
        pass.leave();
        if (!(error instanceof ChannelRefusal)) throw error;
        // The server may only have too many of ours at once; to a single one it means it.
        if (error.reason === undefined) throw commandRefused(this.#hop, command, error);
        // sshd frees the place of an ended session only after all that it has read at once, so that
        // it refuses who comes right behind. Its refusal leaves after that: the next is in earnest.
        const isTooEarly = ends !== endsKnown;
        endsKnown = ends;
        if (isTooEarly) continue;
        if (isConclusive) throw commandRefused(this.#hop, command, error);
        this.#sessions.narrow(this.#running);
      }
    }
  }

  /** Counts a session that the server has opened; what is given back is for its end. */
  #began(pass: Pass): () => void {
    this.#running++;
    return () => {
      this.#running--;
      this.#ends++;
      pass.leave();
    };
  }

  async #openChannel<Result>(
    start: StartChannel,
    use: (channel: ClientChannel) => Result,
    signals: readonly AbortSignal[],
  ): Promise<Result> {
    try {
      return await openChannel(this.#client, start, use, [...signals, this.closed]);
    } catch (error) {
      const isLoss =
        error instanceof NotConnected || (error instanceof ChannelRefusal && this.#isGone);
      throw isLoss ? await this.#loss() : error;
    }
  }

  #streamOf(channel: ClientChannel, release?: () => void): Duplex {
    const stream = new ChannelStream(channel, () => {
      this.#streams.delete(stream);
      release?.();
    });
    this.#streams.add(stream);
    return stream;
  }

  /**
   * sshd sends small packets at once only after a session has begun (Nagle), so one is begun and
   * closed before a forced command or a menu has said a word.
   */
  async #wake(): Promise<void> {
    try {
      await this.#openSession('true', [AbortSignal.timeout(wakeMs)], (channel, release) => {
        channel.once('close', release);
        discard(channel);
      });
    } catch (error) {
      this.#parts.log.debug(`${this.#hop.name} opens no session: ${systemReason(error)}`);
    }
  }

  /** It is gone, or says nothing: then it may be well, and the hop that carries it not. */
  async #explainLoss(): Promise<void> {
    const { login, carrier } = this.#parts;
    const ownFailure = this.#isSilent ? silent(this.#hop) : login.failure;
    if (carrier && this.#isSilent) await carrier.feelPulse();
    this.#lose(carrier?.closed.aborted === true ? carrier.closed.reason : ownFailure);
    // Not before: its streams would have ended without an error.
    this.#parts.stream.destroy();
  }

  #lose(reason: unknown): void {
    if (this.closed.aborted) return;
    this.#parts.log.debug(`Connection to ${this.#hop.name}: ${systemReason(reason)}`);
    this.#closing.abort(reason);
    for (const stream of this.#streams)
      stream.destroy(reason instanceof Error ? reason : undefined);
  }

  /** Why the connection is gone, once that is known. */
  async #loss(): Promise<unknown> {
    if (!this.closed.aborted) await once(this.closed, 'abort');
    return this.closed.reason;
  }

  #refused(target: string, cause: ChannelRefusal): Error {
    const hop = this.#hop.name;
    return failure('FORWARDING_REFUSED', { hop, target }, { hop, cause });
  }
}
