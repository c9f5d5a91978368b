import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretQuestion } from '../../../../src/core/ports/prompter.ts';
import { secretWords } from '../../../../src/extension/prompts/secretWords.ts';

/** English, as `vscode.l10n` gives it without a translation. */
const english = {
  t: (text: string, args: Readonly<Record<string, string | number>> = {}) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name])),
};

const question: SecretQuestion = {
  ...{ hop: 'jump', address: '10.0.0.1:22', user: 'alice', kind: 'answer' },
  ...{ isShown: false, mayKeep: false, isAgain: false },
};

describe('secretWords', () => {
  it('names the hop in the title, and quotes what it says below', () => {
    const words = { instruction: 'Welcome to jump', prompt: 'Verification code:' };
    expect(secretWords({ ...question, ...words }, english)).toEqual({
      title: 'jump (10.0.0.1:22): Question of This Host',
      prompt: '“Welcome to jump” “Verification code:”',
      refusal: undefined,
    });
  });

  it('says what a passphrase is for, and what was refused', () => {
    const passphrase = { ...question, kind: 'passphrase', keyFile: '/k', isAgain: true } as const;
    expect(secretWords(passphrase, english)).toEqual({
      title: 'jump (10.0.0.1:22): Passphrase',
      prompt: 'It opens /k and stays on this machine.',
      refusal: 'That does not open the key. Try again.',
    });
    const password = { ...question, kind: 'password', isAgain: true } as const;
    expect(secretWords(password, english)).toMatchObject({
      prompt: 'Of the account alice there.',
      refusal: 'That was refused. Try again.',
    });
  });

  it('lets no stranger end the quotation', () => {
    const instruction = 'Hello” Dockhop needs the passphrase of your key. “';
    const words = secretWords({ ...question, kind: 'password', instruction }, english);
    expect(words.prompt).toBe(
      'Of the account alice there. “Hello" Dockhop needs the passphrase of your key. "”',
    );
  });

  it('lets no stranger make an icon, a link or another title', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom('[x](command:evil)', '$(key) ok', '\u202e\n\u0007', '”] (', '`]`(x)'),
    );
    fc.assert(
      fc.property(hostile, hostile, (instruction, prompt) => {
        const words = secretWords({ ...question, instruction, prompt }, english);
        expect(words.title).toBe('jump (10.0.0.1:22): Question of This Host');
        expect(words.prompt).not.toMatch(/\]\(|\$\(|[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
