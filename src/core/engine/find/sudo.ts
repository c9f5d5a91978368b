import type { Connection } from '../../ssh/connection.ts';

const maxBytes = 64 * 1024;
const timeoutMs = 10_000;

/**
 * Whether this user may run a command as root without a password. Asked with `--version`, which
 * needs no engine, and with `-n`: sudo never asks, so that nothing counts as a wrong password.
 * @returns undefined when they may, else what sudo said.
 */
export async function sudoRefusal(
  connection: Connection,
  sudo: string,
  cli: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const words = [sudo, '-n', cli, '--version'];
  const { exitCode, stderr } = await connection.run(words, { maxBytes, timeoutMs }, signal);
  if (exitCode === 0) return undefined;
  const said = stderr.split('\n').filter((line) => line.trim() !== '');
  return said.at(-1) ?? `sudo ended with ${exitCode ?? 'a signal'}`;
}
