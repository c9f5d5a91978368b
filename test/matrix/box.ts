import { randomBytes } from 'node:crypto';
import { nastyEnvironment } from '../integration/container/nastyEnvironment.ts';
import { onMachine } from '../lab/lab.ts';
import { matrixLabel, type EngineCommand } from './engineCommand.ts';
import type { Kind } from './kinds.ts';

/** The PATH of every container here: its first directory is nobody's default. */
export const ownPath =
  '/opt/tools/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const environment = Object.entries({ ...nastyEnvironment, PATH: ownPath }).flatMap(
  ([name, value]) => ['--env', `${name}=${value}`],
);
/** Of the machine: what a container with its IPC namespace finds in /dev/shm. */
const trap = '/dev/shm/dockhop';

/** The engine itself could not make a container; the message is its last words. */
export class NotMade extends Error {
  constructor(cause: unknown) {
    super(lastLine(String(cause)), { cause });
  }
}

/** A container of one kind in one engine, with what belongs to it. */
export class Box {
  readonly kind: Kind;
  readonly command: EngineCommand;
  readonly id: string;
  /** The other container of a home that two share. */
  readonly twin: string | undefined;
  readonly #leave: readonly (() => Promise<unknown>)[];

  private constructor(
    kind: Kind,
    command: EngineCommand,
    [id, twin]: readonly [id: string, twin?: string],
    leave: readonly (() => Promise<unknown>)[],
  ) {
    this.kind = kind;
    this.command = command;
    this.id = id;
    this.twin = twin;
    this.#leave = leave;
  }

  /**
   * @param prepare makes a container accept SSH, for a kind that is made of one.
   * @throws NotMade
   */
  static async start(
    kind: Kind,
    command: EngineCommand,
    prepare: (id: string) => Promise<void>,
  ): Promise<Box> {
    const leave: (() => Promise<unknown>)[] = [];
    try {
      return await Box.#start(kind, command, prepare, leave);
    } catch (error) {
      await inTurn(leave);
      throw error;
    }
  }

  static async #start(
    kind: Kind,
    command: EngineCommand,
    prepare: (id: string) => Promise<void>,
    leave: (() => Promise<unknown>)[],
  ): Promise<Box> {
    const { engine } = command;
    const image = await command.image(kind.image);
    const home = `/var/tmp/dockhop-matrix-${process.pid}-${engine.host}-${kind.id}`;
    const hasHome = kind.special === 'homeOfAnother' || kind.special === 'sharedHome';
    if (hasHome) {
      const owner = engine.rootless ? engine.name : 'root';
      // Its group as well: of what a user namespace does not know, its root may change nothing.
      await onMachine(engine.machine, 'install', '-d', '-o', owner, '-g', owner, home);
      leave.push(() => onMachine(engine.machine, 'rm', '-rf', home));
    }
    if (kind.special === 'hostileMemory') {
      // The other engine of the machine may have its own container of this kind at the time.
      await onMachine(engine.machine, 'install', '-d', '-m', '777', '-o', 'nobody', trap);
    }
    const run = async (from: string): Promise<string> => {
      const id = await make(command, runWords(kind, hasHome ? home : undefined, from));
      leave.push(() => command.remove(id));
      const spoil = kind.special === 'homeOfAnother' ? 'chown 4242 /root' : kind.spoiledBy;
      if (spoil !== undefined) await command.run('exec', '-u', '0', id, 'sh', '-c', spoil);
      return id;
    };
    const id = await run(image);
    if (kind.special === 'sharedHome') {
      return new Box(kind, command, [id, await run(image)], leave);
    }
    if (kind.special !== 'madeOfCommit') return new Box(kind, command, [id], leave);
    await prepare(id);
    // podman says more before.
    const commit = (await command.run('commit', id)).split('\n').at(-1) ?? '';
    leave.unshift(() => command.run('rmi', '-f', commit));
    return new Box(kind, command, [await run(commit)], leave);
  }

  async restart(): Promise<void> {
    await this.command.run('stop', '-t', '0', this.id);
    await this.command.start(this.id);
  }

  /** Runs a script inside as root. @returns its standard output, trimmed. */
  async inside(script: string, container = this.id): Promise<string> {
    return this.command.run('exec', '-u', '0', container, 'sh', '-c', script, 'matrix');
  }

  /** Removes all that was made for it. */
  async remove(): Promise<void> {
    await inTurn(this.#leave);
  }
}

/** What a hostile neighbour made, on that machine. */
export async function removeTrap({ engine: { machine } }: EngineCommand): Promise<void> {
  await onMachine(machine, 'rm', '-rf', trap);
}

/** @throws NotMade; then nothing of it is left, though it may have been made and not been started. */
async function make(command: EngineCommand, words: readonly string[]): Promise<string> {
  const name = `dockhop-matrix-${randomBytes(4).toString('hex')}`;
  try {
    return await command.run('run', '-d', '--name', name, ...words);
  } catch (error) {
    await command.remove(name);
    throw new NotMade(error);
  }
}

/** A command that failed is as long as its variables; why it failed is the last that it said. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function runWords(kind: Kind, home: string | undefined, image: string): readonly string[] {
  const published = kind.special === 'ownNetwork' ? [] : [22, 2222];
  return [
    ...['--pull', 'never', '--label', matrixLabel],
    ...(kind.withoutInit ? [] : ['--init']),
    ...environment,
    ...published.flatMap((port) => ['-p', `127.0.0.1::${port}`]),
    ...(home === undefined ? [] : ['-v', `${home}:/root`]),
    ...(kind.options ?? []),
    image,
    ...(kind.command ?? ['sleep', 'infinity']),
  ];
}

/** The last first, and all of them. */
async function inTurn(all: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all.toReversed()) {
    try {
      await one();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not all was removed');
}
