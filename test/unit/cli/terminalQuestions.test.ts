import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TerminalQuestions } from '../../../src/cli/terminalQuestions.ts';
import type { SecretQuestion } from '../../../src/core/ports/prompter.ts';

const never = new AbortController().signal;

const password: SecretQuestion = {
  ...{ hop: 'jump', address: '10.0.0.1:22', user: 'alice', kind: 'password' },
  ...{ isShown: false, mayKeep: true, isAgain: false },
};

/** A terminal in raw mode or not; `type` when it shows a text. */
function terminal() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => void modes.push(isRaw),
  });
  const errors = new PassThrough({ encoding: 'utf8' });
  let said = '';
  errors.on('data', (text: string) => (said += text));
  const typeAt = (words: string, keys: string): void => {
    errors.on('data', () => {
      if (said.endsWith(words)) input.write(keys);
    });
  };
  const questions = new TerminalQuestions(input, errors);
  return { questions, input, modes, typeAt, said: () => said };
}

describe('a secret', () => {
  test('is read without being shown, and the terminal is as it was', async () => {
    const { questions, modes, typeAt, said } = terminal();
    typeAt('Password of alice at jump (10.0.0.1:22): ', 'hunter2\r');
    const answer = await questions.askSecret(password, never);
    expect(answer).toEqual({ text: 'hunter2', keep: false });
    expect(said()).toBe('Password of alice at jump (10.0.0.1:22): \n');
    expect(modes).toEqual([true, false]);
  });

  test('is withdrawn by Ctrl-C, refused by Ctrl-D, and the terminal is as it was', async () => {
    for (const [keys, outcome] of [
      ['\u0003', 'AbortError'],
      ['\u0004', 'no'],
    ] as const) {
      const { questions, modes, typeAt } = terminal();
      typeAt(': ', keys);
      const asked = questions.askSecret(password, never);
      if (outcome === 'no') expect(await asked).toBe('no');
      else await expect(asked).rejects.toHaveProperty('name', outcome);
      expect(modes).toEqual([true, false]);
    }
  });

  test('is withdrawn by its signal', async () => {
    const { questions, modes } = terminal();
    const controller = new AbortController();
    const asked = questions.askSecret(password, controller.signal);
    queueMicrotask(() => {
      controller.abort();
    });
    await expect(asked).rejects.toHaveProperty('name', 'AbortError');
    expect(modes.at(-1) ?? false).toBe(false);
  });

  test('says what was refused, and what the hop says, under the hop’s name', async () => {
    const { questions, typeAt, said } = terminal();
    typeAt('Code: ', '123\r');
    const words = { instruction: 'Welcome', prompt: 'Code:' };
    await questions.askSecret({ ...password, kind: 'answer', isAgain: true, ...words }, never);
    expect(said()).toBe(
      'dockhop: it was refused\ndockhop: alice@jump (10.0.0.1:22) says: Welcome\njump (10.0.0.1:22) asks: Code: \n',
    );
  });

  test('cannot be asked for where nobody types', async () => {
    const questions = new TerminalQuestions(new PassThrough(), new PassThrough());
    expect(questions.canAsk).toBe(false);
    expect(await questions.askSecret(password, never)).toBe('cannotAsk');
  });

  test('whatever a hop says, a line begins with our words and holds nothing to obey', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (instruction, prompt) => {
        const { questions, input, said } = terminal();
        const question = { ...password, kind: 'answer' as const, instruction, prompt };
        const asked = questions.askSecret(question, never);
        input.write('x\r');
        await asked;
        expect(said()).toMatch(
          /^(dockhop: [^\p{Cc}]*\n)?jump \(10\.0\.0\.1:22\) asks: [^\p{Cc}]*\n$/u,
        );
      }),
      { numRuns: 50 },
    );
  });
});

test('one question is put at a time, each with its own answer', async () => {
  const { questions, typeAt } = terminal();
  typeAt('jump (10.0.0.1:22): ', 'first\r');
  typeAt('gpu1 (10.0.0.1:22): ', 'second\r');
  typeAt('(yes/no) ', 'yes\n');
  const answers = await Promise.all([
    questions.askSecret(password, never),
    questions.yesOrNo([], 'Really?', never),
    questions.askSecret({ ...password, hop: 'gpu1' }, never),
  ]);
  expect(answers).toEqual([{ text: 'first', keep: false }, 'yes', { text: 'second', keep: false }]);
});
