import { execFile } from 'node:child_process';
import { plainText } from '../errors/dockhopError.ts';

const deadlineSeconds = 60;
const maxBytes = 1 << 20;

/** What this laptop's ssh makes of a host under a config file. */
export type SshAnswer =
  | { readonly understood: true; readonly options: string }
  | { readonly understood: false; readonly reason: string };

/**
 * Lets ssh itself read a config file: `ssh -F file -G -- host` (ssh(1)). Nothing is connected.
 * @param program the path of ssh.
 */
export async function sshAnswer(
  program: string,
  configFile: string,
  host: string,
  signal: AbortSignal,
): Promise<SshAnswer> {
  signal.throwIfAborted();
  const answer = await run(program, ['-F', configFile, '-G', '--', host], signal);
  signal.throwIfAborted();
  return answer;
}

function run(program: string, words: readonly string[], signal: AbortSignal): Promise<SshAnswer> {
  return new Promise((resolve) => {
    const options = { signal, timeout: deadlineSeconds * 1000, maxBuffer: maxBytes };
    const child = execFile(
      program,
      words,
      { ...options, windowsHide: true },
      (error, stdout, stderr) => {
        if (!error) {
          resolve({ understood: true, options: stdout });
          return;
        }
        resolve({ understood: false, reason: error.killed ? tooLate : firstLine(stderr, error) });
      },
    );
    // What a `Match exec` of the person's runs must not wait for input.
    child.stdin?.end();
  });
}

const tooLate = `ssh did not answer within ${deadlineSeconds} seconds`;

function firstLine(stderr: string, { message }: Error): string {
  return plainText(stderr.split('\n').find((line) => line.trim() !== '') ?? message);
}
