import type { Secret } from '../../ports/prompter.ts';
import { promptsAllowed } from './authenticationMethods.ts';
import { addressOf } from '../config/hopAddress.ts';
import type { LoginQuestions } from './loginQuestions.ts';
import type { Hop } from '../config/path.ts';
import type { SecretMemory } from './secretMemory.ts';

interface Tools {
  readonly questions: LoginQuestions;
  readonly secrets: SecretMemory;
  readonly hostFingerprint: () => string;
}

/** The passwords of one login: a remembered one once, then what the person types. */
export class PasswordAttempts {
  readonly #hop: Hop;
  readonly #tools: Tools;
  #sent: Secret | undefined;
  #count = 0;

  constructor(hop: Hop, tools: Tools) {
    this.#hop = hop;
    this.#tools = tools;
  }

  /**
   * The next password to send; undefined when there were enough.
   * @throws as `LoginQuestions.ask`.
   */
  async next(): Promise<string | undefined> {
    const { questions, secrets } = this.#tools;
    if (this.#count >= promptsAllowed(this.#hop)) return undefined;
    const remembered = this.#count === 0 ? await secrets.recall(this.#name()) : undefined;
    const isAgain = this.#count > 0;
    this.#sent =
      remembered === undefined
        ? await questions.ask({ kind: 'password', isShown: false, mayKeep: true, isAgain })
        : { text: remembered, keep: false };
    this.#count++;
    return this.#sent.text;
  }

  async noteAccepted(): Promise<void> {
    if (this.#sent) await this.#tools.secrets.remember(this.#name(), this.#sent);
    this.#sent = undefined;
  }

  async noteRefused(): Promise<void> {
    this.#sent = undefined;
    await this.#tools.secrets.forget(this.#name());
  }

  /** Says what it is for, and to whom it may be told. */
  #name(): string {
    const where = `${this.#hop.user}@${addressOf(this.#hop)}`;
    return `password ${where} ${this.#tools.hostFingerprint()}`;
  }
}
