import { failure, plainText, type DockhopError } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Prompter, Secret, SecretQuestion } from '../../ports/prompter.ts';
import { addressOf } from '../config/hopAddress.ts';
import type { Hop } from '../config/path.ts';
import { StepBack } from '../stepBack.ts';

/** A question without what is the same for all of a login. */
export type Wanted = Omit<SecretQuestion, 'hop' | 'address' | 'user'>;

interface Tools {
  readonly prompter: Prompter;
  readonly log: Log;
  /** Leave it to the ssh program rather than ask. */
  readonly stepsBack: boolean;
  /** Aborted when the login is over: a question that is still open has lost its point. */
  readonly over: AbortSignal;
  /** A person has no deadline: true when one begins to think, false when the login goes on. */
  readonly onWait: (isWaiting: boolean) => void;
}

/** A hop may greet at length, and more than once. */
const mostBanners = 5;

/** What one login asks of the person. Every question names the hop, outside the hop's own words. */
export class LoginQuestions {
  readonly #hop: Hop;
  readonly #tools: Tools;
  #banners: string[] = [];
  #bannersHeard = 0;
  #open: string | undefined;

  constructor(hop: Hop, tools: Tools) {
    this.#hop = hop;
    this.#tools = tools;
  }

  /** What the person is being waited for, if they are. */
  get open(): string | undefined {
    return this.#open;
  }

  /** The hop greets (RFC 4252, section 5.4): logged, and shown with the next question. */
  hear(banner: string): void {
    const plain = plainText(banner);
    if (plain === '' || ++this.#bannersHeard > mostBanners) return;
    this.#banners.push(plain);
    this.#tools.log.info(`${this.#hop.name} says: ${plain}`);
  }

  /** Suspends all deadlines while a person is waited for; `what` follows “asks for”. */
  async waiting<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const outer = this.#open;
    this.#open = what;
    if (outer === undefined) this.#tools.onWait(true);
    try {
      return await work();
    } finally {
      this.#open = outer;
      if (outer === undefined && !this.#tools.over.aborted) this.#tools.onWait(false);
    }
  }

  /**
   * To be called before anything is begun that a person has to end.
   * @throws StepBack where this login asks nothing; ANSWER_NEEDED where nobody is there.
   */
  mayAsk(what: string): void {
    this.#mustBeThere(what);
    this.mayUseAnswers(what);
  }

  /**
   * Whoever leaves it to the ssh program does so with remembered answers, too: what lets Dockhop in
   * lets no other ssh in.
   * @throws StepBack where this login asks nothing; ANSWER_NEEDED where the ssh program could ask
   * nobody either.
   */
  mayUseAnswers(what: string): void {
    if (!this.#tools.stepsBack) return;
    this.#mustBeThere(what);
    throw new StepBack('asks');
  }

  /**
   * @throws CANCELLED where the person wants to go no further; ANSWER_NEEDED where nobody is there;
   * StepBack; the reason of the signal that ended the login.
   */
  async ask(wanted: Wanted): Promise<Secret> {
    const answer = await this.askOrLeave(wanted);
    if (answer === 'no') throw this.dismissed();
    return answer;
  }

  /** As `ask`, for what several logins may have asked for together: `no` is an answer then. */
  async askOrLeave(wanted: Wanted): Promise<Secret | 'no'> {
    this.mayAsk(nameOf(wanted));
    const { name: hop, user } = this.#hop;
    const { prompter, over } = this.#tools;
    const place = { hop, user, address: addressOf(this.#hop) };
    const question = { ...wanted, ...this.#instruction(wanted), ...place };
    const answer = await this.waiting(nameOf(wanted), () => prompter.askSecret(question, over));
    over.throwIfAborted();
    if (answer === 'cannotAsk') throw this.unanswered(nameOf(wanted));
    return answer;
  }

  #mustBeThere(what: string): void {
    if (this.#tools.prompter.canAsk?.() === false) throw this.unanswered(what);
  }

  /** CANCELLED: a question was answered with “go no further”. */
  dismissed(): DockhopError {
    return failure('CANCELLED', {}, { hop: this.#hop.name, variant: 'dismissed' });
  }

  /** ANSWER_NEEDED: the hop, or a key on the way to it, wants what nobody gave. */
  unanswered(what: string, cause?: unknown): DockhopError {
    const { name: hop } = this.#hop;
    return failure('ANSWER_NEEDED', { hop, address: addressOf(this.#hop), what }, { hop, cause });
  }

  /** The hop's words before the question; a passphrase is none of the hop's business. */
  #instruction({ kind, instruction }: Wanted): { instruction?: string } {
    if (kind === 'passphrase') return {};
    const words = [...this.#banners, instruction ?? ''].filter((text) => text !== '');
    this.#banners = [];
    return words.length === 0 ? {} : { instruction: plainText(words.join(' · ')) };
  }
}

function nameOf({ kind, keyFile }: Wanted): string {
  switch (kind) {
    case 'passphrase':
      return `the passphrase of ${keyFile ?? 'a key'}`;
    case 'password':
      return 'a password';
    case 'answer':
      return 'an answer';
  }
}
