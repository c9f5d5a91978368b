import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { DockhopError } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { offeredAlgorithms } from '../hostKeys/algorithms.ts';
import { AcceptedKeys } from './acceptedKeys.ts';
import { Authentication } from './authentication.ts';
import type { Credentials } from './credentials.ts';
import { connectTimeout } from '../builtin/dial.ts';
import { lost, timedOut, unreachable } from '../hopFailure.ts';
import { fingerprintOf } from '../hostKeys/hostKey.ts';
import { verifyHostKey } from '../hostKeys/hostVerifier.ts';
import type { KnownHosts } from '../hostKeys/knownHosts.ts';
import { hearRefusals } from './hearRefusals.ts';
import { LoginQuestions } from './loginQuestions.ts';
import type { Hop } from '../config/path.ts';
import { PhaseDeadline, type Phase } from './phaseDeadline.ts';
import { noSecrets } from '../../ports/secrets.ts';
import { SecretMemory } from './secretMemory.ts';
import { spareRoundTrips } from './spareRoundTrips.ts';
import { StepBack } from '../stepBack.ts';
import { systemReason } from '../systemReason.ts';

/** Where there is no ConnectTimeout, which in ssh bounds greeting and key exchange as well. */
const handshakeSeconds = 30;
const authenticationSeconds = 30;
/** A person may have to touch a key or confirm its use. */
const signingSeconds = 90;

export interface LoginTools {
  readonly prompter: Prompter;
  readonly log: Log;
  /** What the person typed before; without it everything is asked for anew. */
  readonly secrets?: SecretMemory;
  /** Which keys let the person in before; without it every server is asked what it takes. */
  readonly acceptedKeys?: AcceptedKeys;
  /**
   * Throw StepBack before anything is answered, where the ssh program can do what ssh2 cannot, or
   * where a person would have to type something. Else they are asked, and what fails has failed.
   */
  readonly stepsBack?: boolean;
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
  readonly #questions: LoginQuestions;
  readonly #deadline: PhaseDeadline;
  readonly #over = new AbortController();
  #phase: Phase = 'agreeing on keys';
  /** Empty until the hop shows its key. */
  #fingerprint = '';
  /** Why we ended it ourselves. */
  #verdict: Error | undefined;
  #fault: SshError | undefined;
  #isReady = false;

  constructor(hop: Hop, stream: Duplex, preparation: Preparation) {
    this.#hop = hop;
    this.#stream = stream;
    this.#preparation = preparation;
    this.#deadline = new PhaseDeadline((phase, seconds) => {
      this.#fail(timedOut(hop, phase, seconds));
    });
    const { prompter, log, credentials, stepsBack = false } = preparation;
    const over = this.#over.signal;
    const onWait = (isWaiting: boolean): void => {
      if (isWaiting) this.#deadline.stop();
      else this.#startDeadline();
    };
    this.#questions = new LoginQuestions(hop, { prompter, log, stepsBack, over, onWait });
    this.#authentication = new Authentication(hop, {
      ...{ credentials, stepsBack, questions: this.#questions, signal: over },
      secrets: preparation.secrets ?? new SecretMemory(noSecrets, log),
      acceptedKeys: preparation.acceptedKeys ?? new AcceptedKeys(),
      hostFingerprint: () => this.#fingerprint,
      onSigning: (isSigning) => {
        if (isSigning) this.#deadline.start('signing with the ssh agent', signingSeconds);
        else this.#startDeadline();
      },
      fail: (error) => {
        this.#fail(error);
      },
    });
  }

  /**
   * Why the connection failed, or is gone.
   * The first error counts; those that follow are its consequences.
   */
  get failure(): Error {
    const first = this.#firstFailure();
    const { isUndecided, record } = this.#authentication;
    return isUndecided && !this.#isReady ? record.undecided(first) : first;
  }

  #firstFailure(): Error {
    if (this.#verdict) return this.#verdict;
    // Whatever cut it off: who is asked again and again gives no answer.
    const asked = this.#questions.open;
    if (asked !== undefined) return this.#questions.unanswered(asked, this.#fault);
    if (this.#fault instanceof DockhopError) return this.#fault;
    return this.#isReady ? this.#lossFailure() : this.#loginFailure();
  }

  /** @throws DockhopError naming the hop; the signal's reason. The stream is destroyed then. */
  async run(signal: AbortSignal): Promise<void> {
    const cancel = (): void => {
      this.#fail(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      signal.throwIfAborted();
      await this.#loggedIn();
    } catch (error) {
      this.#stream.destroy();
      if (this.#isServersWord()) await this.#authentication.hungUp();
      throw error;
    } finally {
      this.#over.abort();
      this.#deadline.stop();
      this.#preparation.credentials.agent?.close();
      signal.removeEventListener('abort', cancel);
    }
  }

  #loggedIn(): Promise<void> {
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
        this.#startDeadline();
      });
      client.on('banner', (message) => {
        this.#questions.hear(message);
      });
      client.once('change password', () => {
        this.#authentication.refuseToChangePassword();
      });
      client.once('ready', () => {
        this.#isReady = true;
        this.#authentication.accepted().then(resolve, reject);
      });
      this.#startDeadline();
      this.#connect();
      // Ended before anybody listened: no event comes any more.
      if (this.#stream.destroyed) this.#noteError(this.#stream.errored ?? new Error(gone), reject);
    });
  }

  #startDeadline(): void {
    const seconds =
      this.#phase === 'agreeing on keys'
        ? (connectTimeout(this.#hop.config) ?? handshakeSeconds)
        : authenticationSeconds;
    this.#deadline.start(this.#phase, seconds);
  }

  #connect(): void {
    const { knownHosts } = this.#preparation;
    this.client.connect({
      sock: this.#stream,
      username: this.#hop.user,
      authHandler: this.#authentication.handler,
      algorithms: offeredAlgorithms(knownHosts.knownTypes(), this.#hop.config),
      hostVerifier: (key: Buffer, done: (isTrusted: boolean) => void) => {
        this.#checkHostKey(key, done);
      },
      readyTimeout: 0,
      strictVendor: false,
    });
    hearRefusals(this.client, (refusal) => {
      this.#authentication.refused(refusal);
    });
    spareRoundTrips(this.client, () => this.#authentication.signsAtOnce);
  }

  #checkHostKey(key: Buffer, done: (isTrusted: boolean) => void): void {
    this.#fingerprint = fingerprintOf(key);
    // A person may be asked.
    const verified = this.#questions.waiting('trust in its host key', () =>
      verifyHostKey(this.#hop, key, this.#preparation, this.#over.signal),
    );
    verified.then(
      () => {
        if (!this.#stream.destroyed) done(true);
      },
      (error: unknown) => {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }

  #noteError(error: SshError, reject: (error: Error) => void): void {
    const { level } = error;
    const isAboutOneKey = level === 'agent' || level === 'client-authentication';
    const { record } = this.#authentication;
    if (isAboutOneKey && !record.isExhausted) {
      record.amend(error.message);
      return;
    }
    this.#fault ??= error;
    reject(this.failure);
  }

  /** Ends it with an error of our own. */
  #fail(error: Error): void {
    if (this.#over.signal.aborted) return;
    this.#verdict ??= error;
    this.#stream.destroy(error);
  }

  #lossFailure(): Error {
    const reason =
      this.#streamFailure() ?? (this.#fault ? systemReason(this.#fault) : 'it was closed');
    return typeof reason === 'string' ? lost(this.#hop, reason, this.#fault) : reason;
  }

  #loginFailure(): Error {
    const fault = this.#fault;
    const { record } = this.#authentication;
    if (record.isExhausted) return record.failure();
    const isServersWord = this.#isServersWord();
    if (fault && isServersWord && this.#phase === 'authenticating') {
      return record.hungUp(fault.message);
    }
    if (this.#preparation.stepsBack === true && this.#agreedOnNothing()) {
      return new StepBack('algorithms', { cause: fault });
    }
    const ownFailure = this.#streamFailure();
    if (ownFailure) return ownFailure;
    if (fault && (fault.level === 'handshake' || isServersWord)) {
      return unreachable(this.#hop, systemReason(fault), fault);
    }
    const reason = fault ? systemReason(fault) : `it closed the connection while ${this.#phase}`;
    return lost(this.#hop, reason, fault);
  }

  /** A reason sent by the server has a number (RFC 4253, section 11.1); an errno is a word. */
  #isServersWord(): boolean {
    const fault = this.#fault;
    return fault !== undefined && 'code' in fault && typeof fault.code === 'number';
  }

  /** Both said what they speak, and the hop never came to show its key. */
  #agreedOnNothing(): boolean {
    return this.#fault?.level === 'handshake' && this.#fingerprint === '';
  }

  /** A ProxyCommand knows better why its stream ended. */
  #streamFailure(): DockhopError | undefined {
    const stream: Duplex & { readonly failure?: unknown } = this.#stream;
    return stream.failure instanceof DockhopError ? stream.failure : undefined;
  }
}
