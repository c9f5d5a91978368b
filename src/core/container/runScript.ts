import type { ContainerDetails } from '../engine/container.ts';
import type { ExecEngine, ExecResult } from '../engine/engine.ts';
import { failure } from '../errors/dockhopError.ts';

/** Where a script runs: one running container of one engine. */
export interface ScriptPlace {
  readonly engine: ExecEngine;
  readonly container: ContainerDetails;
}

export interface ScriptRun {
  /** Constant text. What varies goes in as arguments or standard input, never into the text. */
  readonly script: string;
  /** `$0`, for example `dockhop-probe`: how our other scripts know a process of ours. */
  readonly name: string;
  readonly arguments: readonly string[];
  readonly stdin?: string | Uint8Array;
  readonly holdsStdin?: true;
  /** Beside the container's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly timeoutMs: number;
  readonly what: string;
  readonly onLine?: (line: string) => void;
}

/**
 * The image's own libraries must not get into the way of the system's programs (a conda OpenSSL on
 * LD_LIBRARY_PATH stops sshd), and what they print is parsed.
 */
const quietEnvironment = { LC_ALL: 'C', LD_LIBRARY_PATH: '', LD_PRELOAD: '' };

const mostBytes = 64 * 1024;

/** Exit statuses of a program that could not be run or found, by the shells and the engines. */
const notRun = [126, 127];

/**
 * Runs one of our scripts in a container.
 * @throws CONTAINER_UNFIT where there is no shell for it, or it broke off.
 */
export async function runScript(
  { engine, container }: ScriptPlace,
  { script, name, arguments: words, env, ...request }: ScriptRun,
  signal: AbortSignal,
): Promise<ExecResult> {
  const command = ['/bin/sh', '-c', script, name, ...words];
  const result = await engine.exec(
    container,
    { ...request, command, env: { ...quietEnvironment, ...env }, maxBytes: mostBytes },
    signal,
  );
  if (notRun.includes(result.exitCode)) {
    const reason = 'there is no /bin/sh that runs';
    throw failure('CONTAINER_UNFIT', { container: container.name, reason });
  }
  return result;
}

/**
 * The same for a script that ends well whatever it finds, and says it in its answer.
 * @returns what it printed on standard output.
 */
export async function answerOf(
  place: ScriptPlace,
  run: ScriptRun,
  signal: AbortSignal,
): Promise<string> {
  const { exitCode, stdout, stderr } = await runScript(place, run, signal);
  if (exitCode === 0) return stdout;
  const reason = stderr.trim().split('\n').at(-1) ?? '';
  throw failure('CONTAINER_UNFIT', {
    container: place.container.name,
    reason: `${run.name} ended with ${exitCode}: ${reason}`,
  });
}
