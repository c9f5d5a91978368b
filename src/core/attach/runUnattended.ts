import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { endWithChildren } from '../ssh/endWithChildren.ts';
import { makeQuietAskpass } from '../ssh/system/quietAskpass.ts';

export interface Unattended {
  /** Null when a signal ended the program. */
  readonly exitCode: number | null;
  /** The beginning of each output, and where that is longer than 8 kB, the last 4 kB of it. */
  readonly stdout: string;
  /** A banner may be of any length; why ssh failed stands after it. */
  readonly stderr: string;
  /** True when an ssh in it was about to ask something, and was ended for that. */
  readonly asked: boolean;
}

const keptCharacters = 8192;
const keptAtEnd = 4096;
/** How long a program that was told to end may take, and what it wrote may take to be read. */
const graceMs = 2000;

/**
 * Runs a program to its end in a session of its own: neither it nor what it starts has a terminal
 * to ask at, so that a question fails instead of waiting for ever. What it leaves running (a master
 * of ControlPersist) may hold its outputs open, and is not waited for.
 * @throws the signal's reason when it aborts, after the program and its children were told to end.
 */
export async function runUnattended(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Unattended> {
  signal.throwIfAborted();
  const askpass = await makeQuietAskpass();
  try {
    const ran = await runWith(askpass.env, program, args, signal);
    return { ...ran, asked: await askpass.wasAsked() };
  } finally {
    await askpass.remove();
  }
}

async function runWith(
  env: Readonly<Record<string, string>>,
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Omit<Unattended, 'asked'>> {
  signal.throwIfAborted();
  const child = spawn(program, [...args], {
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => {
    endWithChildren(child, 'SIGTERM');
    grace ??= setTimeout(() => {
      endWithChildren(child, 'SIGKILL');
    }, graceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  child.once('exit', () => {
    clearTimeout(grace);
    grace = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, graceMs);
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    signal.throwIfAborted();
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', stop);
  }
}

function collect(stream: Readable): () => string {
  let text = '';
  let rest = '';
  stream.setEncoding('utf8').on('data', (more: string) => {
    const room = keptCharacters - text.length;
    text += more.slice(0, room);
    rest = (rest + more.slice(room)).slice(-keptAtEnd);
  });
  return () => (rest === '' ? text : `${text}\n${rest}`);
}
