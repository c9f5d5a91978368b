import { randomUUID } from 'node:crypto';
import type { ContainerDetails } from '../container.ts';
import type { Engine } from '../engine.ts';
import { systemEnvironment, systemProgram } from './systemProgram.ts';

/** A container and the engine that has it, as they are now. */
export interface ReachedContainer {
  readonly engine: Pick<Engine, 'streams'>;
  readonly container: ContainerDetails;
}

/**
 * Words for the end of the first line of a program's command line, behind a colon and a blank, by
 * which the program is found again in its container: an engine tells no process id that is of use.
 */
export function newMark(): string {
  return `dockhop-${randomUUID()}`;
}

/** Reads the mark from standard input, as it must not be on this command line. */
const script = `IFS= read -r mark
for file in /proc/[0-9]*/cmdline; do
  line=
  { IFS= read -r line <"$file"; } 2>/dev/null
  case $line in *": $mark")
    pid=\${file#/proc/}
    kill -HUP "\${pid%/cmdline}"
  esac
done
`;

/**
 * Hangs up on a program that an engine runs, which an engine cannot end. Where it leads the session
 * of a terminal, the kernel tells all who use that one once it is gone.
 * @param user who runs it; the container's own user where absent.
 */
export async function hangUp(
  { engine, container }: ReachedContainer,
  user: string | undefined,
  mark: string,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    ...(user === undefined ? {} : { user }),
    command: systemProgram(['sh', '-c', script]),
    env: systemEnvironment,
  };
  const program = await engine.streams.openProgram(container, request, signal);
  const { stream } = program;
  try {
    // How it ends, the engine tells.
    stream.on('error', () => undefined);
    stream.resume();
    stream.end(`${mark}\n`);
    await program.exitCode(signal);
  } finally {
    stream.destroy();
  }
}
