import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerRound } from '../../../../../src/core/ssh/login/keyboardInteractive.ts';
import { LoginQuestions } from '../../../../../src/core/ssh/login/loginQuestions.ts';
import { askedPerson } from '../askedPerson.ts';
import { silentLog } from '../silentLog.ts';
import { someHop } from '../someHop.ts';

const piece = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u001b]0;x\u0007', '\u202e', '\r\n', '\u2028', '\u{e0041}', 'z'.repeat(9000)),
);
const words = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));
const prompts = fc.array(fc.record({ prompt: words, echo: fc.boolean() }), { maxLength: 16 });

test('what a person sees of a hop’s words is plain and short, one question a prompt', async () => {
  await fc.assert(
    fc.asyncProperty(words, words, prompts, words, async (name, instruction, asked, banner) => {
      const person = askedPerson(() => 'x');
      const waits: boolean[] = [];
      const questions = new LoginQuestions(someHop(), {
        ...{ prompter: person, log: silentLog, stepsBack: false },
        over: new AbortController().signal,
        onWait: (isWaiting) => waits.push(isWaiting),
      });
      questions.hear(banner);
      const answers = await answerRound({ name, instruction, prompts: asked }, questions, false);
      expect(answers).toEqual(asked.map(() => 'x'));
      expect(person.questions.map(({ isShown }) => isShown)).toEqual(asked.map(({ echo }) => echo));
      for (const { prompt = '', instruction: said = '', ...ours } of person.questions) {
        for (const text of [prompt, said]) {
          expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          expect(text.length).toBeLessThanOrEqual(500);
        }
        expect(ours).toMatchObject({ hop: 'gpu1', address: 'gpu1.example.org:22', user: 'alice' });
      }
      // No deadline runs while a person thinks, and one does again afterwards.
      expect(waits).toEqual(asked.flatMap(() => [true, false]));
    }),
  );
});
