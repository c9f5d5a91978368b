import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey, Prompt } from 'ssh2';
import { AuthenticationRecord } from './authenticationRecord.ts';
import { methodsFor, promptsAllowed, usesGssapi, type Method } from './authenticationMethods.ts';
import type { Credentials, KeyAttempt } from './credentials.ts';
import { answerRound } from './keyboardInteractive.ts';
import type { LoginQuestions } from './loginQuestions.ts';
import { OneKeyAgent, type Sign } from './oneKeyAgent.ts';
import { openWithPassphrase } from './passphrase.ts';
import { PasswordAttempts } from './passwordAttempts.ts';
import type { Hop } from '../config/path.ts';
import type { SecretMemory } from './secretMemory.ts';
import { StepBack } from '../stepBack.ts';

/** What an authentication has to do with; the login that it belongs to provides it. */
export interface AuthenticationTools {
  readonly credentials: Credentials;
  readonly questions: LoginQuestions;
  readonly secrets: SecretMemory;
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
  | { readonly type: 'publickey' | 'password' }
  | { readonly type: 'none'; readonly hasSigned: boolean }
  /** ssh2 does not pass on what the server says after an agent's signature. */
  | { readonly type: 'agent'; hasSigned: boolean }
  | { readonly type: 'keyboard-interactive'; hasAsked: boolean; hasAnswered: boolean };

/** Goes through the ways of proving oneself with one server and remembers what happened. */
export class Authentication {
  readonly record: AuthenticationRecord;
  readonly #hop: Hop;
  readonly #tools: AuthenticationTools;
  readonly #keys: KeyAttempt[];
  readonly #passwords: PasswordAttempts;
  #methods: Method[];
  #rounds = 0;
  /** Answers of the person were refused. */
  #isRefused = false;
  #sent: Sent | undefined;
  #isOver = false;

  constructor(hop: Hop, tools: AuthenticationTools) {
    this.#hop = hop;
    this.#tools = tools;
    this.record = new AuthenticationRecord(hop, tools.credentials.obstacles);
    this.#keys = [...tools.credentials.attempts];
    this.#passwords = new PasswordAttempts(hop, tools);
    this.#methods = methodsFor(hop);
  }

  /** For ssh2. It first asks what is accepted, so that no key is shown to who takes none. */
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

  /** The server let the person in. */
  async accepted(): Promise<void> {
    if (this.#sent?.type === 'password') await this.#passwords.noteAccepted();
  }

  /** The server hung up and said why: what was sent last is not sent again by itself. */
  async hungUp(): Promise<void> {
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
    accepted: readonly string[] | null,
    isPartlyDone: boolean | null,
  ): Promise<AnyAuthMethod | undefined> {
    const before = this.#sent;
    this.#sent = undefined;
    // Also after a signature, whose outcome is not told: “none” is answered with what is left.
    const hasSigned = before?.type === 'agent' && before.hasSigned;
    if (!before || !accepted || hasSigned) return this.#none(hasSigned);
    this.record.noteAccepted(accepted);
    const wasEnough = before.type === 'none' && before.hasSigned && !accepted.includes('publickey');
    if (wasEnough || (isPartlyDone === true && before.type !== 'agent')) {
      this.record.notePartlyDone();
    }
    await this.#noteOutcome(before, isPartlyDone === true);
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

  #none(hasSigned: boolean): AnyAuthMethod {
    this.#sent = { type: 'none', hasSigned };
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
      case 'publickey':
        return await this.#nextKey();
      case 'keyboard-interactive':
        return this.#keyboardInteractive();
      case 'password':
        return await this.#password();
    }
  }

  async #nextKey(): Promise<AnyAuthMethod | undefined> {
    for (let attempt = this.#keys.shift(); attempt; attempt = this.#keys.shift()) {
      this.record.note(attempt.label);
      this.record.keysOffered++;
      if (attempt.type === 'file') {
        this.#sent = { type: 'publickey' };
        return { type: 'publickey', username: this.#hop.user, key: attempt.key };
      }
      if (attempt.type === 'agent') return this.#signer(attempt.key, this.#agentSigns(attempt));
      if (attempt.key) return this.#signer(attempt.key, this.#opensAndSigns(attempt));
      const method = await this.#openFirst(attempt);
      if (method) return method;
    }
    return undefined;
  }

  #signer(key: ParsedKey, sign: Sign): AnyAuthMethod {
    const sent = { type: 'agent' as const, hasSigned: false };
    this.#sent = sent;
    const agent = new OneKeyAgent(key, async (data, request) => {
      const signature = await sign(data, request);
      sent.hasSigned = true;
      return signature;
    });
    return { type: 'agent', username: this.#hop.user, agent };
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
        this.#end(error);
      }
      throw new Error('it was not opened');
    };
  }

  /** Nobody knows what is in it: as with ssh, it is opened when its turn comes. */
  async #openFirst(attempt: KeyAttempt & { type: 'locked' }): Promise<AnyAuthMethod | undefined> {
    const key = await this.#open(attempt);
    if (key) return this.#signer(key.publicKey, key.sign);
    this.record.amend('it was not opened');
    return undefined;
  }

  async #open({ locked, key }: KeyAttempt & { type: 'locked' }) {
    const { questions, secrets, signal } = this.#tools;
    const tools = { hop: this.#hop, questions, secrets, signal };
    try {
      const opened = await openWithPassphrase(locked, key?.getPublicSSH(), tools);
      if (opened === 'dismissed') throw questions.dismissed();
      return opened === 'refused' ? undefined : opened;
    } catch (error) {
      // Another key may do, and if none does, this is what was missing.
      if (this.record.noteUnanswered(error)) return undefined;
      throw error;
    }
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
