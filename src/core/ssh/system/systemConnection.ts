import { once, setMaxListeners } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { Log } from '../../ports/log.ts';
import { unlessAborted } from '../abortListening.ts';
import { collectProgram } from './collectProgram.ts';
import { TooMuchOutput } from '../builtin/collectOutput.ts';
import { commandLine } from '../commandLine.ts';
import type { HopConnection, RunOptions, RunResult, Transport } from '../connection.ts';
import { hostPort } from '../config/hopAddress.ts';
import { commandRefused, lost, silent, timedOut, tooMuchOutput } from '../hopFailure.ts';
import { lastHop, type Hop, type HopPath } from '../config/path.ts';
import { ProgramStream } from './programStream.ts';
import { SessionGate, type Pass } from '../builtin/sessionGate.ts';
import { commandReport, openedReport, type Opening } from './systemReport.ts';
import type { SystemLink } from './systemLink.ts';
import type { SystemProgram } from './systemProgram.ts';
import { systemCode, systemReason } from '../systemReason.ts';

/** Below the default of MaxSessions, which the person's own windows share. */
const maxSessions = 8;
const pulseMs = 5000;

interface Parts {
  readonly link: SystemLink;
  /** The connection to the hop before. */
  readonly carrier: HopConnection | undefined;
  readonly log: Log;
}

/** The server opened no session, perhaps because there are too many. */
class SessionRefusal extends Error {}

/** A connection to a hop over which the ssh program speaks: one process for each thing to do. */
export class SystemConnection implements HopConnection {
  readonly path: HopPath;
  readonly transport: Transport;
  readonly #hop: Hop;
  readonly #parts: Parts;
  readonly #sessions = new SessionGate(maxSessions);
  readonly #programs = new Set<SystemProgram>();
  readonly #streams = new Set<Duplex>();
  readonly #closing = new AbortController();
  #ending: Promise<void> | undefined;
  #reports = 0;
  #inside = 0;

  constructor(hopPath: HopPath, parts: Parts) {
    this.path = hopPath;
    this.#hop = lastHop(hopPath);
    this.#parts = parts;
    this.transport = parts.link.transport;
    setMaxListeners(0, this.closed);
    const { ended } = parts.link;
    const onEnd = (): void => {
      void this.#explainLoss(ended.reason);
    };
    if (ended.aborted) onEnd();
    else ended.addEventListener('abort', onEnd, { once: true });
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get sharedHops(): readonly string[] {
    return [...(this.#parts.carrier?.sharedHops ?? []), ...this.#parts.link.sharedHops];
  }

  async run(
    words: readonly string[],
    options: RunOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const command = commandLine(words);
    const deadline = AbortSignal.timeout(options.timeoutMs);
    const signals = [signal, deadline, this.closed];
    try {
      return await this.#inSession(command, signals, async (pass) => {
        try {
          return await this.#runOnce(command, options, signals);
        } finally {
          pass.leave();
        }
      });
    } catch (error) {
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
    const command = commandLine(words);
    return await this.#inSession(command, [signal], async (pass) => {
      const program = this.#start(['-v'], command);
      const leave = (): void => {
        pass.leave();
      };
      program.ended.then(leave, leave);
      const opening = await this.#opening(program, signal);
      if (opening.isOpen) return this.#streamOf(program);
      throw await this.#notOpened(opening.words);
    });
  }

  async openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    for (const one of [signal, this.closed]) one.throwIfAborted();
    const both = AbortSignal.any([signal, this.closed]);
    try {
      const stream = await this.#parts.link.openSocket(socketPath, both);
      this.#keep(stream);
      return stream;
    } catch (error) {
      throw await this.#lossOr(error);
    }
  }

  async openForward(next: Hop, signal: AbortSignal): Promise<Duplex> {
    const { link } = this.#parts;
    for (const one of [signal, this.closed]) one.throwIfAborted();
    const since = await link.mark();
    const target = hostPort(next.hostName, next.port);
    const program = this.#start(['-vv', '-W', target]);
    const { isOpen, words } = await this.#opening(program, signal);
    if (isOpen) return this.#streamOf(program);
    throw await this.#lossOr(await link.forwardFailure(next, { words, since }));
  }

  async feelPulse(): Promise<void> {
    const deadline = AbortSignal.timeout(pulseMs);
    try {
      const options = { maxBytes: 1 << 20, timeoutMs: 2 * pulseMs };
      await this.run(['true'], options, deadline);
    } catch {
      if (!deadline.aborted) return;
      this.#lose(silent(this.#hop));
    }
  }

  keepAlive(): void {
    // The ssh program does it by itself (ServerAliveInterval).
  }

  async close(): Promise<void> {
    this.#lose(lost(this.#hop, 'Dockhop closed it'));
    await this.#ending;
  }

  async #inSession<Result>(
    command: string,
    signals: readonly AbortSignal[],
    attempt: (pass: Pass) => Promise<Result>,
  ): Promise<Result> {
    for (;;) {
      const pass = this.#counted(await this.#sessions.enter([...signals, this.closed]));
      try {
        return await attempt(pass);
      } catch (error) {
        const isConclusive = pass.wasAlone();
        pass.leave();
        if (!(error instanceof SessionRefusal)) throw error;
        // The server may only have too many of ours at once; to a single one it means it.
        if (isConclusive) throw commandRefused(this.#hop, command, error);
        this.#sessions.narrow(this.#inside);
      }
    }
  }

  #counted(pass: Pass): Pass {
    this.#inside++;
    let isInside = true;
    return {
      wasAlone: () => pass.wasAlone(),
      leave: () => {
        if (isInside) this.#inside--;
        isInside = false;
        pass.leave();
      },
    };
  }

  async #runOnce(
    command: string,
    options: RunOptions,
    signals: readonly AbortSignal[],
  ): Promise<RunResult> {
    const report = path.join(this.#parts.link.directory, `report-${++this.#reports}`);
    const program = this.#start(['-vv', '-E', report], command);
    try {
      const output = await unlessAborted(collectProgram(program, options), signals);
      const { isOpen, exitCode, words } = commandReport(await textOf(report));
      if (!isOpen) throw await this.#notOpened(words);
      if (exitCode === undefined && !(await this.#parts.link.isAlive())) throw await this.#loss();
      // ssh says it in the place of the program that the server does not run.
      if (exitCode === undefined && /^exec request failed on channel \d+\s*$/.test(output.stderr)) {
        throw commandRefused(this.#hop, command, new Error(output.stderr.trim()));
      }
      return { ...output, exitCode: exitCode ?? null };
    } finally {
      program.end();
      void program.ended.catch(() => undefined).then(() => rm(report, { force: true }));
    }
  }

  #start(options: readonly string[], command?: string): SystemProgram {
    const program = this.#parts.link.start(options, command);
    this.#programs.add(program);
    const forget = (): void => {
      this.#programs.delete(program);
    };
    program.ended.then(forget, forget);
    return program;
  }

  async #opening(program: SystemProgram, signal: AbortSignal): Promise<Opening> {
    try {
      return await unlessAborted(openedReport(program), [signal, this.closed]);
    } catch (error) {
      program.end();
      throw error;
    }
  }

  /** Why no session was opened. */
  async #notOpened(words: string): Promise<unknown> {
    if (/refused by peer|open failed/.test(words)) return new SessionRefusal(words);
    return this.#lossOr(this.#parts.link.loginFailure(words) ?? lost(this.#hop, 'ssh ended'));
  }

  #streamOf(program: SystemProgram): Duplex {
    const stream = new ProgramStream(program.child, () => {
      program.end();
    });
    this.#keep(stream);
    return stream;
  }

  #keep(stream: Duplex): void {
    this.#streams.add(stream);
    stream.once('close', () => {
      this.#streams.delete(stream);
    });
  }

  /** A hop that went may be well, and the one before it gone. */
  async #explainLoss(reason: unknown): Promise<void> {
    const { carrier } = this.#parts;
    if (!this.closed.aborted) await carrier?.feelPulse();
    this.#lose(carrier?.closed.aborted === true ? carrier.closed.reason : reason);
  }

  #lose(reason: unknown): void {
    if (this.closed.aborted) return;
    this.#parts.log.debug(`Connection to ${this.#hop.name}: ${systemReason(reason)}`);
    this.#closing.abort(reason);
    const error = reason instanceof Error ? reason : undefined;
    for (const stream of this.#streams) stream.destroy(error);
    this.#ending = this.#end();
  }

  /** Whether it was closed or lost: nothing that it started is left. */
  async #end(): Promise<void> {
    for (const program of this.#programs) program.end();
    await Promise.allSettled([...this.#programs].map(({ ended }) => ended));
    await this.#parts.link.close();
  }

  /** The loss of the connection, where that is what happened. */
  async #lossOr(error: unknown): Promise<unknown> {
    return (await this.#parts.link.isAlive()) && !this.closed.aborted ? error : await this.#loss();
  }

  /** Why the connection is gone, once that is known. */
  async #loss(): Promise<unknown> {
    if (!this.closed.aborted) await once(this.closed, 'abort');
    return this.closed.reason;
  }
}

/** An ssh that was ended at once may not have written any. */
async function textOf(report: string): Promise<string> {
  try {
    return await readFile(report, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}
