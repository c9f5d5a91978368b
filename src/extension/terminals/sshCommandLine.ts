import { isPlainWord } from '../../core/ssh/plainWord.ts';
import { sshArguments, type SshSettings } from '../../core/ssh/sshProgram.ts';

/**
 * The command that a person can paste into a terminal to get to a host or an alias. The path of
 * another configuration is quoted where it needs it, for POSIX shells or for Windows' two.
 */
export function sshCommandLine(
  destination: string,
  settings: SshSettings,
  platform: NodeJS.Platform = process.platform,
): string {
  return ['ssh', ...sshArguments(settings), destination]
    .map((word) => (isPlainWord(word) ? word : quoted(word, platform)))
    .join(' ');
}

function quoted(word: string, platform: NodeJS.Platform): string {
  // A Windows path holds no double quotes, and backslashes mean themselves there.
  return platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
