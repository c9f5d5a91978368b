import { execFile, type ExecFileException } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { failure, plainText } from '../errors/dockhopError.ts';
import { systemCode } from './systemReason.ts';

const deadlineSeconds = 60;
const maxBytes = 1 << 20;

/** What the laptop's ssh makes of a destination. */
export type SshAnswer =
  | { readonly understood: true; readonly options: string }
  | { readonly understood: false; readonly reason: string };

/**
 * Lets ssh itself read a configuration: `ssh … -G … -- host` (ssh(1)). Nothing is connected; `Match
 * exec` of the person's own runs, as it does whenever they use ssh.
 * @param program the path of ssh.
 * @throws SSH_NOT_FOUND; the signal's reason.
 */
export async function sshAnswer(
  program: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<SshAnswer> {
  signal.throwIfAborted();
  // Many may be asked about for one person at a time.
  setMaxListeners(0, signal);
  const { error, stdout, stderr } = await run(program, words, signal);
  signal.throwIfAborted();
  if (!error) return { understood: true, options: stdout };
  if (systemCode(error) === 'ENOENT') throw failure('SSH_NOT_FOUND', {}, { cause: error });
  return { understood: false, reason: error.killed === true ? tooLate : firstLine(stderr, error) };
}

interface Ran {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, words: readonly string[], signal: AbortSignal): Promise<Ran> {
  const options = { signal, timeout: deadlineSeconds * 1000, maxBuffer: maxBytes };
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...words],
      { ...options, windowsHide: true },
      (error, stdout, stderr) => {
        resolve({ error, stdout, stderr });
      },
    );
    // What a `Match exec` of the person's runs must not wait for input.
    child.stdin?.end();
  });
}

const tooLate = `ssh did not answer within ${deadlineSeconds} seconds`;

/** ssh's first line on standard error, which is where it says what it does not understand. */
function firstLine(stderr: string, { message }: Error): string {
  return plainText(stderr.split('\n').find((line) => line.trim() !== '') ?? message);
}
