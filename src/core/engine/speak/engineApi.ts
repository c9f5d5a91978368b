import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { Connection } from '../../ssh/connection.ts';
import { dial, type Endpoint } from './endpoint.ts';
import { EngineAgent } from './engineAgent.ts';
import { EngineClient } from './engineClient.ts';
import { refusalSchema, type Refusal } from './engineSchemas.ts';
import { withinTime } from './withinTime.ts';

const dialTimeoutMs = 20_000;
const answerTimeoutMs = 30_000;
const idleMs = 60_000;
/** Far above any list that a person could use. */
const maxAnswerBytes = 32 * 1024 * 1024;
/** An SSH channel is seen to end before its connection is; how long to wait for that to follow. */
const lossGraceMs = 1000;

export interface Call<T> {
  /** For the person: `The engine refused to …`. */
  readonly what: string;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly send: (client: EngineClient, signal: AbortSignal) => Promise<unknown>;
  readonly timeoutMs?: number;
  /** A status that is taken for an error and the caller does not. */
  readonly acceptable?: number;
  /** A better error for a refusal, where there is one. */
  readonly refused?: (refusal: Refusal) => Promise<DockhopError | undefined>;
}

/** Requests to one engine: in time, their answers parsed, their failures in the catalogue's terms. */
export class EngineApi {
  readonly host: string;
  readonly endpoint: Endpoint;
  readonly closed: AbortSignal;
  readonly #client: EngineClient;
  /** For answers that never end. */
  readonly #streamingClient: EngineClient;
  /** Called when nothing answers at the endpoint any more. */
  onLost: () => void = () => undefined;
  /** Gives up all streams to the engine; what is under way fails. */
  readonly close: () => void;

  constructor(connection: Connection, endpoint: Endpoint) {
    this.host = connection.path.host;
    this.endpoint = endpoint;
    this.closed = connection.closed;
    const connect = () => this.#connect(connection);
    const options = { maxAnswerBytes, idleMs, mayBeNoisy: endpoint.carrier !== undefined };
    const agent = new EngineAgent(connect, options);
    const streamingAgent = new EngineAgent(connect, { ...options, maxAnswerBytes: Infinity });
    this.close = () => {
      agent.destroy();
      streamingAgent.destroy();
    };
    connection.closed.addEventListener('abort', this.close, { once: true });
    this.#client = new EngineClient(agent);
    this.#streamingClient = new EngineClient(streamingAgent);
  }

  /** Asks and reads the whole answer. */
  ask<T>(call: Call<T>, signal: AbortSignal): Promise<T> {
    return this.#call(this.#client, call, signal);
  }

  /** Asks for a stream: `signal` ends only the wait for its beginning. */
  open<T>(call: Call<T>, signal: AbortSignal): Promise<T> {
    return this.#call(this.#streamingClient, call, signal);
  }

  #connect(connection: Connection): Promise<Duplex> {
    const late = () => this.#late('open a stream', dialTimeoutMs);
    const limits = { signals: [this.closed], ms: dialTimeoutMs, late };
    return withinTime(limits, (stop) => dial(connection, this.endpoint, stop));
  }

  #late(what: string, ms: number): DockhopError {
    return failure('ENGINE_TIMEOUT', { host: this.host, what, seconds: String(ms / 1000) });
  }

  async #call<T>(client: EngineClient, call: Call<T>, signal: AbortSignal): Promise<T> {
    const ms = call.timeoutMs ?? answerTimeoutMs;
    const late = () => this.#late(call.what, ms);
    const limits = { signals: [signal, this.closed], ms, late };
    let answer: unknown;
    try {
      answer = await withinTime(limits, (stop) => call.send(client, stop));
    } catch (error) {
      const refusal = v.safeParse(refusalSchema, error);
      if (!refusal.success) throw await this.lost(error, signal);
      if (refusal.output.status !== call.acceptable) {
        throw await this.#refusal(refusal.output, call, error);
      }
    }
    // The first fault is enough: an answer may be made of millions.
    const parsed = v.safeParse(call.schema, answer, { abortEarly: true });
    if (parsed.success) return parsed.output;
    throw this.unreadable(v.flatten(parsed.issues));
  }

  /** The failure for an answer that is not what an engine would say. */
  unreadable(cause: unknown): DockhopError {
    const reason = cause instanceof Error ? cause.message : JSON.stringify(cause);
    const { host, endpoint } = this;
    return failure('ENGINE_UNREADABLE', { host, reason, socket: endpoint.socket }, { cause });
  }

  /** Why a stream of the engine's ended before its time. */
  async lost(error: unknown, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) return signal.reason;
    if (this.closed.aborted) return this.closed.reason;
    const cannotOpen = error instanceof DockhopError && error.code === 'FORWARDING_REFUSED';
    if (error instanceof DockhopError && !cannotOpen) return error;
    // The server words a socket behind which nobody listens like one that it does not forward to.
    if (!cannotOpen && (await this.#connectionIsGone(signal))) return this.closed.reason;
    this.onLost();
    return failure('ENGINE_NOT_FOUND', { host: this.host }, { cause: error });
  }

  async #refusal(refusal: Refusal, call: Call<unknown>, cause: unknown): Promise<DockhopError> {
    const { host } = this;
    const { what } = call;
    const { reason } = refusal;
    return (
      (await call.refused?.(refusal)) ??
      failure('ENGINE_REFUSED', { host, what, reason }, { cause })
    );
  }

  async #connectionIsGone(signal: AbortSignal): Promise<boolean> {
    const graceIsOver = new AbortController();
    const clock = setTimeout(() => {
      graceIsOver.abort();
    }, lossGraceMs);
    const stop = AbortSignal.any([graceIsOver.signal, signal]);
    try {
      await once(this.closed, 'abort', { signal: stop });
      return true;
    } catch {
      // Only the wait was given up.
      signal.throwIfAborted();
      return false;
    } finally {
      clearTimeout(clock);
    }
  }
}
