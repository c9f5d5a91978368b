import type { AnyAuthMethod, AuthHandlerMiddleware, Prompt } from 'ssh2';
import { AuthenticationRecord } from './authenticationRecord.ts';
import { methodsFor, promptsAllowed, usesGssapi, type Method } from './authenticationMethods.ts';
import type { Credentials } from './credentials.ts';
import type { AcceptedKeys } from './acceptedKeys.ts';
import { answerRound } from './keyboardInteractive.ts';
import { KeyOffers, type KeyOffer } from './keyOffers.ts';
import type { LoginQuestions } from './loginQuestions.ts';
import { PasswordAttempts } from './passwordAttempts.ts';
import type { Hop } from '../config/path.ts';
import type { SecretMemory } from './secretMemory.ts';
import { StepBack } from '../stepBack.ts';

/** What an authentication has to do with; the login that it belongs to provides it. */
export interface AuthenticationTools {
  readonly credentials: Credentials;
  readonly questions: LoginQuestions;
  readonly secrets: SecretMemory;
  readonly acceptedKeys: AcceptedKeys;
  /** Leave to the ssh program what only it can do, and whatever a person would have to type. */
  readonly stepsBack: boolean;
  /** Of the key that the hop showed: no other machine is told a remembered password. */
  readonly hostFingerprint: () => string;
  /** Tells when a person may have to confirm that the agent signs. */
  readonly onSigning: (isSigning: boolean) => void;
  /** Ends the login. */
  readonly fail: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** What was sent last, whose outcome the next call of ssh2 tells. */
type Sent =
  | KeyOffer['sent']
  | { readonly type: 'password' }
  | { readonly type: 'none' }
  | { readonly type: 'keyboard-interactive'; hasAsked: boolean; hasAnswered: boolean };

/** What the server said to an attempt that was not enough (RFC 4252, section 5.1). */
export interface Refusal {
  /** The ways that can continue. */
  readonly accepted: readonly string[];
  /** The attempt was right, and more is wanted. */
  readonly isPartlyDone: boolean;
}

/** Goes through the ways of proving oneself with one server and remembers what happened. */
export class Authentication {
  readonly record: AuthenticationRecord;
  readonly #hop: Hop;
  readonly #tools: AuthenticationTools;
  readonly #keys: KeyOffers;
  readonly #passwords: PasswordAttempts;
  #methods: Method[];
  /** The server wanted something else before, or besides. */
  #wantsMore = false;
  #rounds = 0;
  /** Answers of the person were refused. */
  #isRefused = false;
  #sent: Sent | undefined;
  #refusal: Refusal | undefined;
  #isOver = false;

  constructor(hop: Hop, tools: AuthenticationTools) {
    this.#hop = hop;
    this.#tools = tools;
    const { attempts, obstacles } = tools.credentials;
    this.record = new AuthenticationRecord(hop, obstacles);
    const fail = (error: unknown): void => {
      this.#end(error);
    };
    this.#keys = new KeyOffers(hop, { ...tools, attempts, record: this.record, fail });
    this.#passwords = new PasswordAttempts(hop, tools);
    this.#methods = methodsFor(hop);
  }

  /**
   * For ssh2. It first asks what is accepted, so that no key is shown to who takes none; but not who took
   * one the last time.
   */
  readonly handler: AuthHandlerMiddleware = (accepted, isPartlyDone, next) => {
    if (this.#isOver) return;
    this.#next(accepted, isPartlyDone).then(
      (method) => {
        if (this.#isOver) return;
        if (method) next(method);
        // The typings leave out `false`, which ends the attempts (ssh2's README, authHandler).
        else Reflect.apply(next, undefined, [false]);
      },
      (error: unknown) => {
        this.#end(error);
      },
    );
  };

  /** The server said so: ssh2 does not pass it on after the signature of an agent. */
  refused(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  /** The server let the person in. */
  async accepted(): Promise<void> {
    if (this.#sent?.type === 'password') await this.#passwords.noteAccepted();
    const isByKey = this.#sent?.type === 'publickey' || this.#sent?.type === 'agent';
    if (isByKey && !this.#wantsMore) this.#keys.noteAccepted();
  }

  /** True where the key that comes next was enough at the last login: it signs without being asked. */
  get signsAtOnce(): boolean {
    return this.#keys.isKnown;
  }

  /** The server hung up and said why: what was sent last is not sent again by itself. */
  async hungUp(): Promise<void> {
    this.#keys.dropKnown(null);
    if (this.#sent?.type === 'password') await this.#passwords.noteRefused();
  }

  /** True when a password or an answer was sent, and nobody said whether it was right. */
  get isUndecided(): boolean {
    const sent = this.#sent;
    return sent?.type === 'password' || (sent?.type === 'keyboard-interactive' && sent.hasAnswered);
  }

  /** The server wants another password (RFC 4252, section 8): that is done elsewhere. */
  refuseToChangePassword(): void {
    this.#end(this.record.passwordExpired());
  }

  async #next(
    passedOn: readonly string[] | null,
    isPassedOnPartly: boolean | null,
  ): Promise<AnyAuthMethod | undefined> {
    const before = this.#sent;
    const refusal = this.#refusal;
    this.#sent = undefined;
    this.#refusal = undefined;
    if (!before && this.#methods[0] === 'publickey') {
      const known = await this.#keys.known();
      if (known) return this.#offered(known);
    }
    const accepted = refusal?.accepted ?? passedOn;
    const isPartlyDone = refusal?.isPartlyDone ?? isPassedOnPartly === true;
    this.#keys.dropKnown(accepted);
    this.#wantsMore ||= isPartlyDone || accepted?.includes('publickey') === false;
    if (!before || !accepted) return this.#none();
    this.record.noteAccepted(accepted);
    if (isPartlyDone && (refusal || before.type !== 'agent')) this.record.notePartlyDone();
    await this.#noteOutcome(before, isPartlyDone);
    for (const method of this.#methods.filter((name) => accepted.includes(name))) {
      if (method !== 'publickey') this.#leaveToSsh(accepted, method);
      const attempt = await this.#attempt(method);
      if (attempt) return attempt;
    }
    this.record.isExhausted = true;
    this.#leaveTicketToSsh(accepted);
    if (this.record.unanswered) throw this.record.unanswered;
    return undefined;
  }

  #none(): AnyAuthMethod {
    this.#sent = { type: 'none' };
    return { type: 'none', username: this.#hop.user };
  }

  async #noteOutcome(before: Sent, isPartlyDone: boolean): Promise<void> {
    if (before.type === 'password') {
      if (isPartlyDone) await this.#passwords.noteAccepted();
      else await this.#passwords.noteRefused();
    }
    if (before.type !== 'keyboard-interactive' || isPartlyDone) return;
    this.#isRefused = true;
    // As ssh: who offers it and asks nothing does not mean it.
    if (!before.hasAsked) {
      this.#methods = this.#methods.filter((method) => method !== 'keyboard-interactive');
    }
  }

  /** A person would have to type something. */
  #leaveToSsh(accepted: readonly string[], method: Method): void {
    this.#leaveTicketToSsh(accepted);
    this.#tools.questions.mayUseAnswers(method === 'password' ? 'a password' : 'an answer');
  }

  /** Kerberos is the ssh program's alone. */
  #leaveTicketToSsh(accepted: readonly string[]): void {
    const isWanted = accepted.includes('gssapi-with-mic') && usesGssapi(this.#hop);
    if (isWanted && this.#tools.stepsBack) throw new StepBack('gssapi');
  }

  async #attempt(method: Method): Promise<AnyAuthMethod | undefined> {
    switch (method) {
      case 'publickey': {
        const offer = await this.#keys.next();
        return offer && this.#offered(offer);
      }
      case 'keyboard-interactive':
        return this.#keyboardInteractive();
      case 'password':
        return await this.#password();
    }
  }

  #offered({ method, sent }: KeyOffer): AnyAuthMethod {
    this.#sent = sent;
    return method;
  }

  #keyboardInteractive(): AnyAuthMethod | undefined {
    if (this.#rounds >= promptsAllowed(this.#hop)) return undefined;
    this.#tools.questions.mayAsk('an answer');
    const isAgain = this.#isRefused;
    this.#rounds++;
    this.record.note('keyboard-interactive');
    const sent = { type: 'keyboard-interactive' as const, hasAsked: false, hasAnswered: false };
    this.#sent = sent;
    const prompt = (
      name: string,
      instruction: string,
      _: string,
      prompts: Prompt[],
      finish: (answers: string[]) => void,
    ): void => {
      sent.hasAsked = true;
      const round = { name, instruction, prompts };
      answerRound(round, this.#tools.questions, isAgain).then(
        (answers) => {
          if (!answers) this.#end(this.#asksTooMuch());
          if (!answers || this.#isOver) return;
          sent.hasAnswered ||= answers.length > 0;
          finish(answers);
        },
        (error: unknown) => {
          this.#end(error);
        },
      );
    };
    return { type: 'keyboard-interactive', username: this.#hop.user, prompt };
  }

  #asksTooMuch(): Error {
    this.record.amend('it asks too many questions at once');
    return this.record.failure();
  }

  async #password(): Promise<AnyAuthMethod | undefined> {
    const password = await this.#passwords.next();
    if (password === undefined) return undefined;
    this.record.note('a password');
    this.#sent = { type: 'password' };
    return { type: 'password', username: this.#hop.user, password };
  }

  #end(error: unknown): void {
    this.#isOver = true;
    this.#tools.fail(error instanceof Error ? error : new Error(String(error)));
  }
}
