import { failure } from '../errors/dockhopError.ts';
import { isPlainWord } from './plainWord.ts';

/**
 * A program and its arguments as one line for a login shell that nobody knows (sh, csh, fish,
 * PowerShell): only words that none of them reads in a way of its own.
 * @throws UNEXPECTED, as it is a mistake in Dockhop to ask for anything else.
 */
export function commandLine(words: readonly string[]): string {
  const [program = ''] = words;
  // An assignment or a job number is no program, and zsh expands `=name` wherever it stands.
  const isProgram = /^[A-Za-z0-9./_][^=]*$/.test(program);
  const isPlain = words.every((word) => isPlainWord(word) && !word.startsWith('='));
  if (isProgram && isPlain) return words.join(' ');
  throw failure('UNEXPECTED', { reason: `a command that needs quoting: ${words.join(' ')}` });
}
