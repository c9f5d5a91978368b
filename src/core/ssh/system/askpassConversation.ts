import { failure, isCancelled, type DockhopError } from '../../errors/dockhopError.ts';
import type { Prompter, SecretQuestion } from '../../ports/prompter.ts';
import { askpassQuestion, type AskpassCall, type Asking } from './askpassQuestion.ts';
import { addressOf } from '../config/hopAddress.ts';
import { lastHop } from '../config/path.ts';

interface Parts extends Asking {
  readonly prompter: Prompter;
  /** Ends the ssh that asks, before it could send an empty answer to a server. */
  readonly giveUp: () => void;
  /** A question is open, or none any more: nobody has a deadline while a person thinks. */
  readonly onOpen: (isOpen: boolean) => void;
  /** Withdraws every question. */
  readonly signal: AbortSignal;
}

const whatIsAsked: Record<SecretQuestion['kind'], string> = {
  passphrase: 'the passphrase of a key',
  password: 'a password',
  answer: 'a password or code',
};

/** What one ssh asks during its login, and how that went. */
export class AskpassConversation {
  readonly #parts: Parts;
  readonly #asked = new Set<string>();
  #lastAsked: string | undefined;
  #open = 0;
  #failure: Error | undefined;
  #refusedKey: DockhopError | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Why ssh was ended, or what it ended for while a question was open. */
  get failure(): Error | undefined {
    return this.#failure ?? this.#refusedKey;
  }

  /** What to tell where the hop went while a person was asked for something. */
  get unanswered(): DockhopError | undefined {
    return this.#lastAsked === undefined ? undefined : this.#answerNeeded(this.#lastAsked);
  }

  /** For the desk where ssh's helper asks. */
  readonly answer = async (call: AskpassCall, gone: AbortSignal): Promise<string | undefined> => {
    const signal = AbortSignal.any([gone, this.#parts.signal]);
    this.#parts.onOpen(++this.#open > 0);
    try {
      return await this.#answer(call, signal);
    } catch (error) {
      // Ctrl-C, for one: an ssh whose helper only fails would send an empty answer, and go on asking.
      if (!signal.aborted) this.#end(asFailure(error));
      throw error;
    } finally {
      this.#parts.onOpen(--this.#open > 0);
    }
  };

  async #answer(call: AskpassCall, signal: AbortSignal): Promise<string | undefined> {
    const { prompter } = this.#parts;
    const asked = askpassQuestion(call, this.#parts);
    switch (asked.kind) {
      case 'notice':
        prompter.tell(asked.hop.name, asked.text, signal);
        await untilGone(signal);
        return undefined;
      case 'secret':
        return await this.#secret(call.text, asked.question, signal);
      case 'hostKey': {
        const { question } = asked;
        if ((await prompter.trustHostKey(question, signal)) === 'yes') {
          // Not `yes`: ssh itself compares what the person saw with what it has.
          return question.fingerprint;
        }
        this.#refusedKey = failure('HOST_KEY_UNKNOWN', { ...question }, { hop: question.hop });
        return 'no';
      }
      case 'confirm': {
        const answer = await prompter.confirm({ hop: asked.hop.name, text: asked.text }, signal);
        if (answer === 'cannotAsk') {
          this.#giveUp('your consent', signal);
          return undefined;
        }
        // ssh goes by the helper's exit status: without an answer it is no.
        return answer === 'yes' ? '' : undefined;
      }
    }
  }

  async #secret(
    text: string,
    question: Omit<SecretQuestion, 'isAgain'>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const isAgain = this.#asked.has(text);
    this.#asked.add(text);
    this.#lastAsked = whatIsAsked[question.kind];
    const secret = await this.#parts.prompter.askSecret({ ...question, isAgain }, signal);
    if (secret === 'cannotAsk') this.#giveUp(whatIsAsked[question.kind], signal);
    else if (secret !== 'no') return secret.text;
    else this.#end(failure('CANCELLED', {}, { hop: question.hop, variant: 'dismissed' }));
    return undefined;
  }

  #giveUp(what: string, signal: AbortSignal): void {
    // Withdrawn because ssh went: then that is what happened.
    if (!signal.aborted) this.#end(this.#answerNeeded(what));
  }

  #answerNeeded(what: string): DockhopError {
    const hop = lastHop({ host: '', hops: this.#parts.hops });
    const details = { hop: hop.name, address: addressOf(hop), what };
    return failure('ANSWER_NEEDED', details, { hop: hop.name });
  }

  #end(reason: Error): void {
    this.#failure ??= reason;
    this.#parts.giveUp();
  }
}

function asFailure(thrown: unknown): Error {
  if (isCancelled(thrown)) return failure('CANCELLED', {}, { cause: thrown });
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function untilGone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
