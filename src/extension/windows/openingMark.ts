import * as v from 'valibot';
import type { Memory } from '../prompts/installConsents.ts';

const key = 'window.opening';
/** A window that we open reaches its activation well within this. */
const holdsMs = 20_000;

const schema = v.object({ alias: v.string(), at: v.number() });

/**
 * Left by the window that attaches for the one that it opens, so that a container that was proven
 * a moment ago is not prepared once more. It counts once: whoever reopens the window later has
 * the container looked at again.
 */
export class OpeningMark {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  async leave(alias: string, now = Date.now()): Promise<void> {
    await this.#memory.update(key, { alias, at: now });
  }

  /** True, and the mark is gone, when Dockhop itself has just opened a window on this alias. */
  async take(alias: string, now = Date.now()): Promise<boolean> {
    const mark = v.safeParse(schema, this.#memory.get(key));
    if (!mark.success || mark.output.alias !== alias) return false;
    await this.#memory.update(key, undefined);
    const age = now - mark.output.at;
    return age >= 0 && age < holdsMs;
  }
}
