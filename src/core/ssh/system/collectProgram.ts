import { BoundedText, TooMuchOutput } from '../builtin/collectOutput.ts';
import type { RunOptions, RunResult } from '../connection.ts';
import type { SystemProgram } from './systemProgram.ts';

/**
 * Feeds an ssh and collects what the program at its other end says, until it ends.
 * @throws TooMuchOutput; what kept ssh from being started.
 */
export function collectProgram(
  { child, ended }: SystemProgram,
  { stdin, maxBytes, onOutput }: Omit<RunOptions, 'timeoutMs'>,
): Promise<Pick<RunResult, 'stdout' | 'stderr'>> {
  return new Promise((resolve, reject) => {
    const tooMuch = (): void => {
      reject(new TooMuchOutput(`more than ${maxBytes} bytes`));
    };
    const output = new BoundedText(maxBytes, tooMuch);
    const errors = new BoundedText(maxBytes, tooMuch);
    child.stdout.on('data', (chunk: Buffer) => {
      onOutput?.(chunk);
      output.add(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      onOutput?.(chunk);
      errors.add(chunk);
    });
    ended.then(() => {
      resolve({ stdout: output.text, stderr: errors.text });
    }, reject);
    child.stdin.end(stdin ?? '');
  });
}
