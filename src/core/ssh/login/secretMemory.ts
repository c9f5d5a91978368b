import type { Log } from '../../ports/log.ts';
import type { Secret } from '../../ports/prompter.ts';
import type { Secrets } from '../../ports/secrets.ts';
import { unlessAborted } from '../abortListening.ts';
import type { OpenKey } from './openKey.ts';
import { systemReason } from '../systemReason.ts';

/**
 * What a person typed, for as long as this lives, and longer where they asked for that. A secret
 * comes in only once it was accepted, and goes everywhere at once when it is refused. Codes never
 * come in.
 */
export class SecretMemory {
  readonly #kept: Secrets;
  readonly #log: Log;
  readonly #typed = new Map<string, string>();
  readonly #openKeys = new Map<string, OpenKey>();
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(kept: Secrets, log: Log) {
    this.#kept = kept;
    this.#log = log;
  }

  /** A secret that was accepted before, under the name that says what it is for. */
  async recall(name: string): Promise<string | undefined> {
    return this.#typed.get(name) ?? (await this.#storage(() => this.#kept.get(name)));
  }

  async remember(name: string, { text, keep }: Secret): Promise<void> {
    this.#typed.set(name, text);
    if (keep) await this.#storage(() => this.#kept.set(name, text));
  }

  async forget(name: string): Promise<void> {
    this.#typed.delete(name);
    await this.#storage(() => this.#kept.delete(name));
  }

  /** A key that a passphrase opened before; `id` stands for its file's very bytes. */
  openKey(id: string): OpenKey | undefined {
    return this.#openKeys.get(id);
  }

  addOpenKey(id: string, key: OpenKey): void {
    this.#openKeys.set(id, key);
  }

  /** Forgets what this holds itself; what is kept elsewhere is its keeper's to forget. */
  clear(): void {
    this.#typed.clear();
    this.#openKeys.clear();
  }

  /**
   * Does something about a thing once, for all who want it at the same time: ten hosts that take
   * the same key ask for one passphrase. Where it fails, the next one who waits does it.
   * @throws what `work` throws; the signal's reason.
   */
  async once<Result>(
    name: string,
    work: () => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    for (;;) {
      const other = this.#underWay.get(name) as Promise<Result> | undefined;
      if (!other) break;
      const outcome = other.then(
        (value) => ({ value }),
        () => undefined,
      );
      const done = await unlessAborted(outcome, [signal]);
      if (done) return done.value;
    }
    const own = work().finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, own);
    return await own;
  }

  /** The editor's storage may be locked or broken: then a person is asked, as if it were empty. */
  async #storage<Result>(use: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await use();
    } catch (error) {
      this.#log.warn(`The secret storage cannot be used: ${systemReason(error)}`);
      return undefined;
    }
  }
}
