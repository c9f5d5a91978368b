import { randomBytes } from 'node:crypto';
import { onMachine, type InnerMachine } from '../lab/lab.ts';

/** An engine of the lab, by the account that it belongs to. */
export interface InnerEngine {
  readonly machine: InnerMachine;
  readonly engine: 'docker' | 'bob' | 'podman' | 'peggy';
}

/** A container of a test's own in an engine of the lab, of the image with an SSH server that does not run. */
export class LabContainer {
  readonly name = `own-${randomBytes(4).toString('hex')}`;
  readonly #engine: InnerEngine;
  readonly #options: readonly string[];

  constructor(engine: InnerEngine, options: readonly string[] = []) {
    this.#engine = engine;
    this.#options = options;
  }

  /** Runs it; anew where it is there already, as another container of the same name. */
  async run(): Promise<this> {
    await this.remove();
    const image = await this.#cli('images', '-q', 'localhost/dockhop-lab/workspace');
    const own = ['--name', this.name, '--label', 'dockhop.own=integration', '--pull', 'never'];
    const [tag = ''] = image.split('\n');
    await this.#cli('run', '-d', '--init', ...own, ...this.#options, tag, 'sleep', 'infinity');
    return this;
  }

  async restart(): Promise<void> {
    await this.#cli('restart', '-t', '0', this.name);
  }

  async stop(): Promise<void> {
    await this.#cli('stop', '-t', '0', this.name);
  }

  async start(): Promise<void> {
    await this.#cli('start', this.name);
  }

  /** The output of a shell line inside. */
  async sh(line: string): Promise<string> {
    return this.#cli('exec', '-u', '0', this.name, 'sh', '-c', line);
  }

  async remove(): Promise<void> {
    await this.#cli('rm', '-f', '-v', this.name).catch(() => undefined);
  }

  #cli(...words: readonly string[]): Promise<string> {
    const { machine, engine } = this.#engine;
    return onMachine(machine, '/lab/cli', engine, ...words);
  }
}
