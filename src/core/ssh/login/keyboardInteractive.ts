import type { Prompt } from 'ssh2';
import { plainText } from '../../errors/dockhopError.ts';
import type { LoginQuestions } from './loginQuestions.ts';

/** A person types a password and a code or two; who asks for more than this plays games. */
const mostPrompts = 16;

/** What the server sends in one round (RFC 4256, section 3.2). All of it comes from a stranger. */
export interface Round {
  readonly name: string;
  readonly instruction: string;
  readonly prompts: readonly Prompt[];
}

/**
 * Has the person answer a round of questions, one after the other. An answer is sent and forgotten:
 * nobody can tell a code from a password here.
 * @returns undefined where the server asks too much at once.
 * @throws as `LoginQuestions.ask`.
 */
export async function answerRound(
  { name, instruction, prompts }: Round,
  questions: LoginQuestions,
  isAgain: boolean,
): Promise<string[] | undefined> {
  if (prompts.length > mostPrompts) return undefined;
  const words = [plainText(name), plainText(instruction)].filter((text) => text !== '');
  const answers: string[] = [];
  for (const { prompt, echo = false } of prompts) {
    const { text } = await questions.ask({
      kind: 'answer',
      ...(words.length > 0 ? { instruction: words.join(' · ') } : {}),
      prompt: plainText(prompt),
      isShown: echo,
      mayKeep: false,
      isAgain,
    });
    answers.push(text);
  }
  return answers;
}
