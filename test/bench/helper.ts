import { build, type BuildOptions } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** What a helper can be asked: a name for each question, with what goes in and comes out. */
export type Questions = Readonly<Record<string, (argument: never) => unknown>>;

type ArgumentsOf<Asked> = Asked extends (argument: infer Argument) => unknown
  ? unknown extends Argument
    ? []
    : [argument: Argument]
  : never;

interface Question {
  readonly number: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}

export interface HelperOptions {
  /** Of the helper's main file, from the top of the checkout. */
  readonly source: string;
  /** Where its bundle is put. */
  readonly scratch: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  readonly signal: AbortSignal;
}

/** Another Node process of the benchmark, so that what it uses is its own. */
export class Helper<Asked extends Questions> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { done: (a: unknown) => void; fail: (e: Error) => void }>();
  #number = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => {
      this.#answered(message as Answer);
    });
    child.once('exit', (code, signal) => {
      const error = new Error(`a helper ended (${signal ?? `exit code ${code ?? 0}`})`);
      for (const { fail } of this.#waiting.values()) fail(error);
      this.#waiting.clear();
    });
  }

  static async start<Asked extends Questions>(options: HelperOptions): Promise<Helper<Asked>> {
    const { source, scratch, env = {}, nodeOptions = [], signal } = options;
    const file = path.join(scratch, `${path.basename(path.dirname(source))}.cjs`);
    await bundle({ entryPoints: [path.resolve(source)], outfile: file });
    signal.throwIfAborted();
    const child = fork(file, [], {
      execArgv: [...nodeOptions],
      env: { ...process.env, ...env },
      serialization: 'advanced',
    });
    const helper = new Helper<Asked>(child);
    signal.addEventListener('abort', () => child.kill(), { once: true });
    await once(child, 'spawn');
    return helper;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('a helper was not started');
    return pid;
  }

  ask<Name extends keyof Asked & string>(
    name: Name,
    ...[argument]: ArgumentsOf<Asked[Name]>
  ): Promise<Awaited<ReturnType<Asked[Name]>>> {
    const number = ++this.#number;
    const question: Question = { number, name, argument };
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { done: resolve as (answer: unknown) => void, fail: reject });
      this.#child.send(question, (error) => {
        if (error) reject(error);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    // It ends by itself when nobody can ask it any more, and its work is done.
    this.#child.disconnect();
    await ended;
  }

  #answered({ number, answer, error }: Answer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (error === undefined) waiting?.done(answer);
    else waiting?.fail(new Error(error));
  }
}

/** The other side: answers until whoever asked is gone, and then ends as `end` says. */
export function answer(asked: Questions, end: () => Promise<void>): void {
  const handlers = new Map(Object.entries(asked));
  const reply = async ({ number, name, argument }: Question): Promise<Answer> => {
    try {
      return { number, answer: await handlers.get(name)?.(argument as never) };
    } catch (error) {
      return { number, error: error instanceof Error ? (error.stack ?? '') : String(error) };
    }
  };
  process.on('message', (question) => {
    void reply(question as Question).then((message) => process.send?.(message));
  });
  process.once('disconnect', () => {
    void end().finally(() => process.exit());
  });
}

export async function bundle(options: BuildOptions): Promise<void> {
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'error',
    ...options,
  });
}
