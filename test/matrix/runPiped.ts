import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Runs a program that reads what comes. @throws with its standard error when it fails. */
export async function runPiped(
  input: Readable,
  program: string,
  args: readonly string[],
): Promise<void> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  // What the program has to say is worth more than that it stopped reading.
  const [, code] = await Promise.all([pipeline(input, child.stdin).catch(() => undefined), ended]);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${said}`);
}
