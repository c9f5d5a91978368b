import type { SecretQuestion } from '../../core/ports/prompter.ts';
import { plainLabel, plainMessage } from '../plainMessage.ts';
import type { Texts } from '../texts.ts';

/** The words of an input box that asks for a secret. */
export interface SecretWords {
  /** Ours alone: it names the hop. */
  readonly title: string;
  /** May hold the hop's words, in quotes. */
  readonly prompt: string;
  /** What was typed before was refused. */
  readonly refusal: string | undefined;
}

/**
 * What to say when a secret is asked for. The box draws `$(name)` as icons and `[label](command:…)`
 * as links that run commands; nothing of a stranger's may become either.
 */
export function secretWords(question: SecretQuestion, l10n: Texts): SecretWords {
  const hop = harmless(question.hop);
  const address = harmless(question.address);
  const title = titles(l10n)[question.kind];
  return {
    title: `${hop} (${address}): ${title}`,
    prompt: promptOf(question, l10n),
    refusal: question.isAgain ? refusalOf(question, l10n) : undefined,
  };
}

function titles(l10n: Texts): Readonly<Record<SecretQuestion['kind'], string>> {
  return {
    passphrase: l10n.t('Passphrase'),
    password: l10n.t('Password'),
    answer: l10n.t('Question of This Host'),
  };
}

function promptOf(question: SecretQuestion, l10n: Texts): string {
  const { kind, instruction = '', prompt = '' } = question;
  const words = [instruction, prompt].map(harmless).filter((text) => text !== '');
  const quoted = words.map(inQuotes).join(' ');
  const user = harmless(question.user);
  switch (kind) {
    case 'passphrase':
      return l10n.t('It opens {file} and stays on this machine.', {
        file: harmless(question.keyFile ?? ''),
      });
    case 'password':
      return [l10n.t('Of the account {user} there.', { user }), quoted].join(' ').trim();
    case 'answer':
      return quoted === '' ? l10n.t('It asks without a word.') : quoted;
  }
}

function refusalOf({ kind }: SecretQuestion, l10n: Texts): string {
  return kind === 'passphrase'
    ? l10n.t('That does not open the key. Try again.')
    : l10n.t('That was refused. Try again.');
}

function harmless(text: string): string {
  return plainLabel(plainMessage(text));
}

/** A stranger's own quotation marks would end ours, and what follows would be in our name. */
function inQuotes(text: string): string {
  return `“${text.replace(/[“”]/g, '"')}”`;
}
