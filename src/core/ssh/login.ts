import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { DockhopError } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import type { Prompter } from '../ports/prompter.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { Authentication, type Credentials } from './authentication.ts';
import { lost, timedOut, unreachable } from './hopFailure.ts';
import { verifyHostKey } from './hostVerifier.ts';
import type { KnownHosts } from './knownHosts.ts';
import type { Hop } from './path.ts';
import { PhaseDeadline, type Phase } from './phaseDeadline.ts';
import { systemReason } from './systemReason.ts';

const handshakeSeconds = 30;
const authenticationSeconds = 30;
/** A person may have to touch a key or confirm its use. */
const signingSeconds = 90;
/** Three times without an answer to a keep-alive, that is 45 seconds, and the hop is gone. */
const keepaliveIntervalMs = 15_000;
const unansweredKeepalives = 2;

export interface LoginTools {
  readonly prompter: Prompter;
  readonly log: Log;
}

interface Preparation extends LoginTools {
  readonly knownHosts: KnownHosts;
  readonly credentials: Credentials;
}

const gone = 'the connection ended at once';

/** What ssh2 adds to its errors. */
type SshError = Error & { readonly level?: string };

/** One SSH login over a stream: host key, authentication, a deadline for each phase. */
export class Login {
  readonly client = new Client();
  readonly #hop: Hop;
  readonly #stream: Duplex;
  readonly #preparation: Preparation;
  readonly #authentication: Authentication;
  readonly #deadline: PhaseDeadline;
  #phase: Phase = 'agreeing on keys';
  #fault: SshError | undefined;
  #isReady = false;

  constructor(hop: Hop, stream: Duplex, preparation: Preparation) {
    this.#hop = hop;
    this.#stream = stream;
    this.#preparation = preparation;
    this.#deadline = new PhaseDeadline((phase, seconds) => {
      this.#fail(timedOut(hop, phase, seconds));
    });
    this.#authentication = new Authentication(hop, preparation.credentials, (isSigning) => {
      if (isSigning) this.#deadline.start('signing with the ssh agent', signingSeconds);
      else this.#deadline.start('authenticating', authenticationSeconds);
    });
  }

  /**
   * Why the connection failed, or is gone.
   * The first error counts; those that follow are its consequences.
   */
  get failure(): Error {
    const fault = this.#fault;
    if (fault instanceof DockhopError || fault?.name === 'AbortError') return fault;
    return this.#isReady ? this.#lossFailure() : this.#loginFailure();
  }

  /** True when the hop stopped answering: it, or one before it, is frozen or cut off. */
  get isSilent(): boolean {
    return this.#fault?.level === 'client-timeout';
  }

  /** @throws DockhopError naming the hop; the signal's reason. The stream is destroyed then. */
  async run(signal: AbortSignal): Promise<void> {
    const cancel = (): void => {
      this.#fail(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', cancel, { once: true });
    const over = new AbortController();
    try {
      signal.throwIfAborted();
      await this.#loggedIn(AbortSignal.any([signal, over.signal]));
    } catch (error) {
      this.#stream.destroy();
      throw error;
    } finally {
      // A question that is still open has lost its point.
      over.abort();
      this.#deadline.stop();
      this.#preparation.credentials.agent?.close();
      signal.removeEventListener('abort', cancel);
    }
  }

  #loggedIn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const { client } = this;
      client.on('error', (error) => {
        this.#noteError(error, reject);
      });
      client.once('close', () => {
        reject(this.failure);
      });
      client.once('end', () => {
        // The far side is done, so are we: half a connection is of no use.
        this.#stream.destroy();
      });
      client.once('handshake', () => {
        this.#phase = 'authenticating';
        this.#deadline.start('authenticating', authenticationSeconds);
      });
      client.once('ready', () => {
        this.#isReady = true;
        resolve();
      });
      this.#deadline.start('agreeing on keys', handshakeSeconds);
      this.#connect(signal);
      // Ended before anybody listened: no event comes any more.
      if (this.#stream.destroyed) this.#noteError(this.#stream.errored ?? new Error(gone), reject);
    });
  }

  #connect(signal: AbortSignal): void {
    const { knownHosts } = this.#preparation;
    this.client.connect({
      sock: this.#stream,
      username: this.#hop.user,
      authHandler: this.#authentication.handler,
      algorithms: offeredAlgorithms(knownHosts.knownTypes(), this.#hop.config),
      hostVerifier: (key: Buffer, done: (isTrusted: boolean) => void) => {
        this.#checkHostKey(key, signal, done);
      },
      keepaliveInterval: keepaliveIntervalMs,
      keepaliveCountMax: unansweredKeepalives,
      readyTimeout: 0,
      strictVendor: false,
    });
  }

  #checkHostKey(key: Buffer, signal: AbortSignal, done: (isTrusted: boolean) => void): void {
    // A person may be asked, who has no deadline.
    this.#deadline.stop();
    verifyHostKey(this.#hop, key, this.#preparation, signal).then(
      () => {
        if (this.#stream.destroyed) return;
        this.#deadline.start('agreeing on keys', handshakeSeconds);
        done(true);
      },
      (error: unknown) => {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  #noteError(error: SshError, reject: (error: Error) => void): void {
    const { level } = error;
    const isAboutOneKey = level === 'agent' || level === 'client-authentication';
    if (isAboutOneKey && !this.#authentication.isExhausted) {
      this.#authentication.noteFailure(error);
      return;
    }
    this.#fault ??= error;
    reject(this.failure);
  }

  /** Ends it with an error of our own. */
  #fail(error: Error): void {
    this.#fault ??= error;
    this.#stream.destroy(error);
  }

  #lossFailure(): Error {
    const reason = this.isSilent
      ? 'it does not answer any more'
      : (this.#streamFailure() ?? (this.#fault ? systemReason(this.#fault) : 'it was closed'));
    return typeof reason === 'string' ? lost(this.#hop, reason, this.#fault) : reason;
  }

  #loginFailure(): Error {
    const fault = this.#fault;
    if (this.#authentication.isExhausted) return this.#authentication.failure();
    // A reason sent by the server has a number (RFC 4253, section 11.1); an errno is a word.
    const isServersWord = fault && 'code' in fault && typeof fault.code === 'number';
    if (isServersWord && this.#phase === 'authenticating') {
      return this.#authentication.failure(fault.message);
    }
    const ownFailure = this.#streamFailure();
    if (ownFailure) return ownFailure;
    if (fault?.level === 'handshake' || isServersWord) {
      return unreachable(this.#hop, systemReason(fault), fault);
    }
    const reason = fault ? systemReason(fault) : `it closed the connection while ${this.#phase}`;
    return lost(this.#hop, reason, fault);
  }

  /** A ProxyCommand knows better why its stream ended. */
  #streamFailure(): DockhopError | undefined {
    const stream: Duplex & { readonly failure?: unknown } = this.#stream;
    return stream.failure instanceof DockhopError ? stream.failure : undefined;
  }
}
