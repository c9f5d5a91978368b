import { stat } from 'node:fs/promises';
import type { Door, Hints, HostHint } from '../ports/hints.ts';
import type { Log } from '../ports/log.ts';
import { systemReason } from '../ssh/systemReason.ts';
import { readIfThere, writeAtomically } from './atomicFile.ts';
import { checkOwn, makeHome, type DockhopHome } from './dockhopHome.ts';
import {
  hostOf,
  keyFor,
  nothingKept,
  parseHints,
  withHost,
  withKey,
  withoutKey,
  type KeptHints,
} from './hintsText.ts';

/** More than the most that is written. */
const maxBytes = 4 * 1024 * 1024;
const writeMs = 10_000;

type Change = (hints: KeptHints) => KeptHints;

/**
 * Hints in a file of Dockhop's own. It is read each time, so that windows learn from each other. It is written
 * without the lock: who loses against another window has one more question to ask, and nobody waits. A file that
 * is broken, or not to be trusted, says nothing.
 */
export class HintsFile implements Hints {
  readonly #home: DockhopHome;
  readonly #log: Log;
  #changes: Change[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(home: DockhopHome, log: Log) {
    this.#home = home;
    this.#log = log;
  }

  /** Resolves when what was noted is in the file, or cannot be. */
  get settled(): Promise<void> {
    return this.#writing;
  }

  async acceptedKey(door: Door): Promise<string | undefined> {
    return keyFor(await this.#read(), door);
  }

  noteAcceptedKey(door: Door, keyFingerprint: string): void {
    this.#change((hints) => withKey(hints, door, keyFingerprint));
  }

  forgetAcceptedKey(door: Door): void {
    this.#change((hints) => withoutKey(hints, door));
  }

  async host(name: string): Promise<HostHint> {
    return hostOf(await this.#read(), name);
  }

  noteHost(name: string, hint: HostHint): void {
    this.#change((hints) => withHost(hints, name, hint));
  }

  /** What comes while the file is written goes into it together. */
  #change(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length === 1) this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const changes = this.#changes;
    this.#changes = [];
    const present = await this.#read();
    const next = changes.reduce((hints, change) => change(hints), present);
    if (next === present) return;
    try {
      await makeHome(this.#home);
      const text = `${JSON.stringify(next, null, 2)}\n`;
      const deadline = AbortSignal.timeout(writeMs);
      await writeAtomically(this.#home.hintsFile, Buffer.from(text), {}, deadline);
    } catch (error) {
      this.#log.debug(`${this.#home.hintsFile} cannot be written: ${systemReason(error)}`);
    }
  }

  async #read(): Promise<KeptHints> {
    const { hintsFile } = this.#home;
    try {
      if (!(await checkOwn(hintsFile, 'file'))) return nothingKept;
      if ((await stat(hintsFile)).size > maxBytes) return nothingKept;
      const bytes = await readIfThere(hintsFile);
      return bytes === undefined ? nothingKept : parseHints(bytes.toString('utf8'));
    } catch (error) {
      this.#log.debug(`${hintsFile} is left alone: ${systemReason(error)}`);
      return nothingKept;
    }
  }
}
