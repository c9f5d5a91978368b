import type { Prompter, Secret, SecretQuestion } from '../../../../src/core/ports/prompter.ts';
import { nobody } from '../../../nobody.ts';

/** Plain text is what is typed, but for the two words of the port. */
type Reply = string | Secret;

export interface AskedPerson extends Prompter {
  /** What was asked, in order. */
  readonly questions: SecretQuestion[];
}

/** A person who answers what a function of the question says; plain text is kept nowhere. */
export function askedPerson(
  answer: (question: SecretQuestion, signal: AbortSignal) => Reply | Promise<Reply>,
): AskedPerson {
  const questions: SecretQuestion[] = [];
  return {
    ...nobody,
    questions,
    askSecret: async (question, signal) => {
      questions.push(question);
      const reply = await answer(question, signal);
      if (typeof reply !== 'string') return reply;
      return reply === 'no' || reply === 'cannotAsk' ? reply : { text: reply, keep: false };
    },
  };
}
