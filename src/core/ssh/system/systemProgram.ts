import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { endWithChildren } from '../endWithChildren.ts';

/** How long an ssh that was told to end may take. */
const graceMs = 2000;

/** An ssh of ours that runs. */
export interface SystemProgram {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves with its exit status when it has ended and all it wrote was read; -1 for a signal. */
  readonly ended: Promise<number>;
  /** Ends it with all that it started. */
  end(): void;
}

/**
 * Starts an ssh in a session of its own: neither it nor what it starts finds a terminal to ask at.
 * @throws (by `ended`) what keeps it from being started.
 */
export function startSystemProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): SystemProgram {
  const child = spawn(program, [...args], {
    detached: process.platform !== 'win32',
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  let grace: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      clearTimeout(grace);
      resolve(code ?? -1);
    });
  });
  // Whoever waits for it is told; who does not has no use for it.
  ended.catch(() => undefined);
  return {
    child,
    ended,
    end: () => {
      endWithChildren(child, 'SIGTERM');
      grace ??= setTimeout(() => {
        endWithChildren(child, 'SIGKILL');
        // What it left running may hold the other ends.
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      }, graceMs);
    },
  };
}
