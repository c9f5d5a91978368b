import { commandLine } from './commandLine.ts';
import type { RunOptions } from './connection.ts';

/** Far below what any kernel takes in one argument (128 KiB on Linux, execve(2)). */
const mostCharacters = 16 * 1024;

/** What a server is asked to run, and what is written to the program's standard input. */
export interface AskedCommand {
  readonly command: string;
  readonly stdin: string;
}

/**
 * A program for a far login shell. The script that `sh -s` is given goes into the command line where that shell
 * is known to be a POSIX one: in single quotes every character but that quote is itself (POSIX.1, Shell Command
 * Language, 2.2.2). Such scripts are Dockhop's own and hold nothing that came from outside.
 * @throws UNEXPECTED, as `commandLine`.
 */
export function askedCommand(
  words: readonly string[],
  { stdin = '', posixShell = false }: Pick<RunOptions, 'stdin' | 'posixShell'>,
): AskedCommand {
  const command = commandLine(words);
  const fits = stdin.length <= mostCharacters && !stdin.includes('\0');
  if (!posixShell || command !== 'sh -s' || !fits) return { command, stdin };
  return { command: `sh -c '${stdin.replaceAll("'", String.raw`'\''`)}'`, stdin: '' };
}
