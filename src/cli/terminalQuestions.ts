import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable, type Readable } from 'node:stream';
import { plainText } from '../core/errors/dockhopError.ts';
import { unlessAborted } from '../core/ssh/abortListening.ts';
import type { Answer, Secret, SecretQuestion } from '../core/ports/prompter.ts';

interface Line {
  /** Said before, when the question's turn comes. */
  readonly before: readonly string[];
  readonly label: string;
  readonly isHidden: boolean;
}

/**
 * Reads what a person types at the terminal, hidden or not. One question at a time: an answer to
 * one must not count for another. Questions go to standard error; what strangers say in them is
 * made harmless.
 */
export class TerminalQuestions {
  readonly #input: Readable & { readonly isTTY?: boolean };
  readonly #errors: Writable;
  #last: Promise<unknown> = Promise.resolve();

  constructor(input: Readable & { readonly isTTY?: boolean }, errors: Writable) {
    this.#input = input;
    this.#errors = errors;
  }

  /** False where nobody types: standard input is a file, a pipe, nothing. */
  get canAsk(): boolean {
    return this.#input.isTTY === true;
  }

  /** The end of the input counts as no. @throws AbortError for Ctrl-C; the signal's reason. */
  async yesOrNo(before: readonly string[], question: string, signal: AbortSignal): Promise<Answer> {
    if (!this.canAsk) return 'cannotAsk';
    const label = `${plainText(question)} (yes/no) `;
    const answer = await this.#ask({ before, label, isHidden: false }, signal);
    return answer?.trim().toLowerCase() === 'yes' ? 'yes' : 'no';
  }

  /** As `yesOrNo`. Nothing is ever kept here. */
  async askSecret(
    question: SecretQuestion,
    signal: AbortSignal,
  ): Promise<Secret | 'no' | 'cannotAsk'> {
    if (!this.canAsk) return 'cannotAsk';
    const line = { before: wordsBefore(question), label: labelOf(question) };
    const text = await this.#ask({ ...line, isHidden: !question.isShown }, signal);
    return text === undefined ? 'no' : { text, keep: false };
  }

  #ask(line: Line, signal: AbortSignal): Promise<string | undefined> {
    const answer = this.#last.then(() => this.#read(line, signal));
    this.#last = answer.catch(() => undefined);
    // Who is withdrawn does not wait for the turn, either.
    return unlessAborted(answer, [signal]);
  }

  /** @returns undefined at the end of the input (Ctrl-D). */
  async #read({ before, label, isHidden }: Line, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted();
    for (const text of before) this.#errors.write(`dockhop: ${plainText(text)}\n`);
    // Raw mode, and what readline would show goes nowhere; closing gives the terminal back.
    const hidden = { output: nowhere(), terminal: true };
    const lines = createInterface({
      input: this.#input,
      historySize: 0,
      ...(isHidden ? hidden : { output: this.#errors }),
    });
    const interrupted = new AbortController();
    lines.once('SIGINT', () => {
      interrupted.abort();
    });
    const ended = once(lines, 'close').then(() => undefined);
    const withdrawn = AbortSignal.any([signal, interrupted.signal]);
    try {
      const typed = lines.question(isHidden ? '' : label, { signal: withdrawn });
      // Only now, when nothing that is typed is shown any more.
      if (isHidden) this.#errors.write(label);
      return await Promise.race([typed, ended]);
    } catch (error) {
      withdrawn.throwIfAborted();
      // Ctrl-D, which some versions of Node tell as an error.
      if (error instanceof Error && error.name === 'AbortError') return undefined;
      throw error;
    } finally {
      lines.close();
      if (isHidden) this.#errors.write('\n');
    }
  }
}

function nowhere(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}

function wordsBefore(question: SecretQuestion): string[] {
  const { hop, address, user, kind, instruction = '', isAgain } = question;
  return [
    ...(isAgain ? [kind === 'passphrase' ? 'it does not open the key' : 'it was refused'] : []),
    ...(instruction === '' ? [] : [`${user}@${hop} (${address}) says: ${instruction}`]),
  ];
}

/** Begins with our own words, so that no hop can speak for another. */
function labelOf({ hop, address, user, kind, keyFile = '', prompt = '' }: SecretQuestion): string {
  const place = plainText(`${hop} (${address})`);
  switch (kind) {
    case 'passphrase':
      return `Passphrase of ${plainText(keyFile)}, for ${place}: `;
    case 'password':
      return `Password of ${plainText(user)} at ${place}: `;
    case 'answer':
      return `${place} asks: ${plainText(prompt)} `;
  }
}
