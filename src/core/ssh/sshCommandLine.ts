import { isPlainWord } from './plainWord.ts';
import { sshArguments, type SshSettings } from './sshProgram.ts';

/**
 * The command that a person can paste into a terminal to get to a host or an alias. The path of
 * another configuration is quoted where it needs it, for POSIX shells or for Windows' two.
 */
export function sshCommandLine(
  destination: string,
  settings: SshSettings,
  platform: NodeJS.Platform = process.platform,
): string {
  return inWords(['ssh', ...sshArguments(settings), destination], platform);
}

/**
 * A text that tells the person to run `ssh {…}`, with the configuration that these settings name:
 * without it ssh would look for the host in another one. The text has its placeholders still.
 */
export function namingConfig(
  text: string,
  settings: SshSettings,
  platform: NodeJS.Platform = process.platform,
): string {
  const command = inWords(['ssh', ...sshArguments(settings)], platform);
  // A path with braces would be taken for a placeholder.
  return /[{}]/.test(command) ? text : text.replace(/\bssh (?=\{)/g, () => `${command} `);
}

function inWords(words: readonly string[], platform: NodeJS.Platform): string {
  return words.map((word) => (isPlainWord(word) ? word : quoted(word, platform))).join(' ');
}

function quoted(word: string, platform: NodeJS.Platform): string {
  // A Windows path holds no double quotes, and backslashes mean themselves there.
  return platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
