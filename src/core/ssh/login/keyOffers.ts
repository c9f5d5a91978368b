import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import type { AcceptedKeys } from './acceptedKeys.ts';
import type { AuthenticationRecord } from './authenticationRecord.ts';
import type { KeyAttempt } from './credentials.ts';
import { fingerprintOf } from '../hostKeys/hostKey.ts';
import type { LoginQuestions } from './loginQuestions.ts';
import { OneKeyAgent, type Sign } from './oneKeyAgent.ts';
import { openWithPassphrase } from './passphrase.ts';
import type { Hop } from '../config/path.ts';
import type { SecretMemory } from './secretMemory.ts';

interface Tools {
  readonly attempts: readonly KeyAttempt[];
  readonly record: AuthenticationRecord;
  readonly questions: LoginQuestions;
  readonly secrets: SecretMemory;
  readonly acceptedKeys: AcceptedKeys;
  readonly hostFingerprint: () => string;
  readonly onSigning: (isSigning: boolean) => void;
  readonly fail: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** A key that is offered, and what became of it. */
export interface KeyOffer {
  readonly method: AnyAuthMethod;
  /** `agent` is what ssh2 takes for one: whatever signs by itself. */
  readonly sent: { readonly type: 'publickey' | 'agent' };
}

/** The keys to offer to one server, one after another. */
export class KeyOffers {
  readonly #hop: Hop;
  readonly #tools: Tools;
  readonly #left: KeyAttempt[];
  #last: KeyAttempt | undefined;
  #known: KeyAttempt | undefined;

  constructor(hop: Hop, tools: Tools) {
    this.#hop = hop;
    this.#tools = tools;
    this.#left = [...tools.attempts];
  }

  /** True while the key is offered that was enough at the last login. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /**
   * The key that was enough at the last login, before any other. It is known again only once it was
   * accepted again, whatever ends this login.
   * @returns undefined where there is none, or a person would have to type something for it.
   */
  async known(): Promise<KeyOffer | undefined> {
    const fingerprint = await this.#tools.acceptedKeys.take(this.#door());
    const known = this.#left.find(
      (one) => isReady(one) && fingerprintOf(one.key.getPublicSSH()) === fingerprint,
    );
    if (!known) return undefined;
    this.#left.splice(this.#left.indexOf(known), 1);
    this.#left.unshift(known);
    this.#known = known;
    return await this.next();
  }

  /** The known key was not enough. Its turn still comes where the server wants something else first. */
  dropKnown(accepted: readonly string[] | null): void {
    if (!this.#known) return;
    if (accepted?.includes('publickey') === false) this.#left.unshift(this.#known);
    this.#known = undefined;
    this.#tools.acceptedKeys.forget(this.#door());
  }

  /** The last key was all that it took. */
  noteAccepted(): void {
    if (!isReady(this.#last)) return;
    const { key } = this.#last;
    this.#tools.acceptedKeys.note(this.#door(), fingerprintOf(key.getPublicSSH()));
  }

  async next(): Promise<KeyOffer | undefined> {
    const { record } = this.#tools;
    for (let attempt = this.#left.shift(); attempt; attempt = this.#left.shift()) {
      this.#last = attempt;
      record.note(attempt.label);
      record.keysOffered++;
      if (attempt.type === 'file') {
        const method = { type: 'publickey', username: this.#hop.user, key: attempt.key } as const;
        return { method, sent: { type: 'publickey' } };
      }
      if (attempt.type === 'agent') return this.#signer(attempt.key, this.#agentSigns(attempt));
      if (attempt.key) return this.#signer(attempt.key, this.#opensAndSigns(attempt));
      const offer = await this.#openFirst(attempt);
      if (offer) return offer;
    }
    return undefined;
  }

  #signer(key: ParsedKey, sign: Sign): KeyOffer {
    const agent = new OneKeyAgent(key, sign);
    return { method: { type: 'agent', username: this.#hop.user, agent }, sent: { type: 'agent' } };
  }

  #agentSigns({ agent, key }: KeyAttempt & { type: 'agent' }): Sign {
    return async (data, request) => {
      this.#tools.onSigning(true);
      try {
        return await agent.sign(key, data, request);
      } finally {
        this.#tools.onSigning(false);
      }
    };
  }

  /** The server would accept it: now it is worth a passphrase. */
  #opensAndSigns(attempt: KeyAttempt & { type: 'locked' }): Sign {
    return async (data, request) => {
      try {
        const key = await this.#open(attempt);
        if (key) return await key.sign(data, request);
      } catch (error) {
        this.#tools.fail(error);
      }
      throw new Error('it was not opened');
    };
  }

  /** Nobody knows what is in it: as with ssh, it is opened when its turn comes. */
  async #openFirst(attempt: KeyAttempt & { type: 'locked' }): Promise<KeyOffer | undefined> {
    const key = await this.#open(attempt);
    if (key) return this.#signer(key.publicKey, key.sign);
    this.#tools.record.amend('it was not opened');
    return undefined;
  }

  async #open({ locked, key }: KeyAttempt & { type: 'locked' }) {
    const { questions, secrets, signal, record } = this.#tools;
    const tools = { hop: this.#hop, questions, secrets, signal };
    try {
      const opened = await openWithPassphrase(locked, key?.getPublicSSH(), tools);
      if (opened === 'dismissed') throw questions.dismissed();
      return opened === 'refused' ? undefined : opened;
    } catch (error) {
      // Another key may do, and if none does, this is what was missing.
      if (record.noteUnanswered(error)) return undefined;
      throw error;
    }
  }

  #door() {
    return { hostFingerprint: this.#tools.hostFingerprint(), user: this.#hop.user };
  }
}

/** Is there a key that signs without a passphrase? */
function isReady(
  attempt: KeyAttempt | undefined,
): attempt is KeyAttempt & { readonly type: 'agent' | 'file' } {
  return attempt !== undefined && attempt.type !== 'locked';
}
