import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

const politeMs = 5_000;

export interface OwnProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A file that gets what it prints. */
  readonly log: string;
}

/** A program that we started, and that we end together with its own children, by its id. */
export class OwnProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(program: string, args: readonly string[], options: OwnProcessOptions) {
    const log = openSync(options.log, 'a');
    // A process group of its own, so that its children can be ended with it.
    const child = spawn(program, args, {
      detached: true,
      env: options.env ?? process.env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    // When the test run itself ends first.
    const onOurExit = () => {
      this.#signal('SIGKILL');
    };
    process.once('exit', onOurExit);
    this.#ended = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('exit', () => {
        // Children that outlive their parent. At once, because later the id might be someone else's.
        this.#signal('SIGKILL');
        process.off('exit', onOurExit);
        resolve();
      });
    });
  }

  get isRunning(): boolean {
    return (
      this.#child.pid !== undefined &&
      this.#child.exitCode === null &&
      this.#child.signalCode === null
    );
  }

  /** Asks it to end, and insists after some seconds. */
  async end(): Promise<void> {
    if (!this.isRunning) return;
    this.#signal('SIGTERM');
    const insist = setTimeout(() => {
      this.#signal('SIGKILL');
    }, politeMs);
    await this.#ended;
    clearTimeout(insist);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      // ESRCH: the whole group has ended.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
