import { execFile } from 'node:child_process';
import { plainText } from '../errors/dockhopError.ts';

const deadlineMs = 30_000;
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
    const options = { signal, timeout: deadlineMs, maxBuffer: maxBytes, windowsHide: true };
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (!error) {
        resolve({ understood: true, options: stdout });
        return;
      }
      const firstLine = stderr.split('\n').find((line) => line.trim() !== '');
      resolve({ understood: false, reason: plainText(firstLine ?? error.message) });
    });
    // What a `Match exec` of the person's runs must not wait for input.
    child.stdin?.end();
  });
}
