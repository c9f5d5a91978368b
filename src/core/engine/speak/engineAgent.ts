import { Agent, type ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { EngineSocket } from './engineSocket.ts';
import { NoiseGate } from './noiseGate.ts';

declare module 'node:http' {
  interface Agent {
    /** How the HTTP client hands a request to its agent (Node's lib/_http_client.js). */
    addRequest(request: ClientRequest, options: ClientRequestArgs): void;
  }
}

interface EngineAgentOptions {
  /** The longest answer, with its headers, that is read. */
  readonly maxAnswerBytes: number;
  /** How long an unused stream is kept for the next request. */
  readonly idleMs: number;
  /** Whether something else may come on a new stream before the first answer. */
  readonly mayBeNoisy: boolean;
}

/**
 * Carries HTTP requests over streams that `dial` opens, which it uses again.
 *
 * It also mends what docker-modem 5 does not do: there an answer that is cut off after its headers
 * hangs the caller for ever, a redirect is followed to wherever the far end likes (past this agent,
 * so from the person's own machine), an error whose message is not text ends the whole process, and
 * the length of an answer has no bound.
 */
export class EngineAgent extends Agent {
  readonly #dial: () => Promise<Duplex>;
  readonly #maxAnswerBytes: number;
  readonly #idleMs: number;
  readonly #mayBeNoisy: boolean;

  constructor(
    dial: () => Promise<Duplex>,
    { maxAnswerBytes, idleMs, mayBeNoisy }: EngineAgentOptions,
  ) {
    super({ keepAlive: true, maxFreeSockets: 2 });
    this.#dial = dial;
    this.#maxAnswerBytes = maxAnswerBytes;
    this.#idleMs = idleMs;
    this.#mayBeNoisy = mayBeNoisy;
  }

  /** docker-modem inspects all of its options at every request: sockets, keys and all. */
  [inspect.custom](): string {
    return 'EngineAgent';
  }

  override addRequest(request: ClientRequest, options: ClientRequestArgs): void {
    request.once('socket', (socket) => {
      if (socket instanceof EngineSocket) socket.limitReading(this.#maxAnswerBytes);
    });
    request.prependOnceListener('upgrade', (_response: IncomingMessage, socket: Duplex) => {
      if (socket instanceof EngineSocket) socket.limitReading(Infinity);
      if (request.listenerCount('upgrade') > 0) return;
      socket.destroy();
      request.emit('error', new Error('the answer is an upgrade that nobody asked for'));
    });
    // First, so that docker-modem's own listener does not see the redirect.
    request.prependOnceListener('response', (response: IncomingMessage) => {
      delete response.headers.location;
      catchThrowingListeners(response, request);
      response.once('close', () => {
        if (!response.complete) request.emit('error', new Error('the answer was cut off'));
      });
    });
    super.addRequest(request, options);
  }

  override createConnection(
    _options: ClientRequestArgs,
    done: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dial().then(
      (stream) => {
        const gate = this.#mayBeNoisy ? new NoiseGate() : undefined;
        done(null, new EngineSocket(stream, gate));
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error : new Error(String(error));
        // Node calls back with an error alone; its types do not know that.
        (done as (error: Error) => void)(reason);
      },
    );
  }

  override keepSocketAlive(socket: Duplex): boolean {
    if (socket instanceof EngineSocket) socket.closeIn(this.#idleMs);
    return true;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    if (socket instanceof EngineSocket) socket.closeIn(undefined);
    super.reuseSocket(socket, request);
  }
}

/** An answer that docker-modem chokes on is the request's failure, not the process's. */
function catchThrowingListeners(response: IncomingMessage, request: ClientRequest): void {
  const emit = response.emit.bind(response);
  response.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    try {
      return emit(event, ...values);
    } catch (error) {
      return request.emit('error', error);
    }
  };
}
