import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../isRunning.ts';
import { machineId, onMachine } from '../lab/lab.ts';
import { matrixImage, type MatrixImage } from './matrixImages.ts';
import type { MatrixEngine } from './matrixEngines.ts';
import { runPiped } from './runPiped.ts';

const label = 'dockhop.matrix';
/** What this run makes in an engine bears it. */
export const matrixLabel = `${label}=${process.pid}`;

/** An engine's own command on its machine, as the engine's owner. */
export class EngineCommand {
  readonly engine: MatrixEngine;
  readonly #images = new Map<MatrixImage, Promise<string>>();

  constructor(engine: MatrixEngine) {
    this.engine = engine;
  }

  /** @returns its standard output, trimmed. */
  async run(...words: readonly string[]): Promise<string> {
    const { machine, name } = this.engine;
    return (await onMachine(machine, '/lab/cli', name, ...words)).trim();
  }

  /** The tag of an image in this engine, brought there when it is first wanted; it stays. */
  image(name: MatrixImage): Promise<string> {
    const known = this.#images.get(name) ?? this.#bring(name);
    this.#images.set(name, known);
    return known;
  }

  async #bring(name: MatrixImage): Promise<string> {
    const tag = await matrixImage(name);
    if ((await this.run('images', '-q', tag)) !== '') return tag;
    const save = spawn('docker', ['save', tag], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { machine, name: engine } = this.engine;
    const load = ['exec', '-i', await machineId(machine), '/lab/cli', engine, 'load', '-q'];
    await runPiped(save.stdout, 'docker', load);
    return tag;
  }

  /** Starts a stopped container: podman 5 frees the ports of a rootless one a moment after it stopped. */
  async start(id: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      try {
        await this.run('start', id);
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await delay(200);
      }
    }
  }

  /** Removes a container; an engine that is at it already is waited for. */
  async remove(id: string): Promise<void> {
    try {
      await this.run('rm', '-f', '-v', id);
    } catch (error) {
      const deadline = Date.now() + 60_000;
      while ((await this.run('ps', '-aq', '--filter', `id=${id}`)) !== '') {
        if (Date.now() > deadline) throw error;
        await delay(200);
      }
    }
  }

  /** Containers that a run which was ended left behind; those of one that goes on are its own. */
  async removeLeftovers(): Promise<void> {
    const ids = (await this.run('ps', '-aq', '--filter', `label=${label}`)).split('\n');
    for (const id of ids.filter((one) => one !== '')) {
      const format = `{{index .Config.Labels "${label}"}}`;
      const run = Number(await this.run('inspect', '--format', format, id));
      if (!(await isRunning(run))) await this.remove(id);
    }
  }
}
