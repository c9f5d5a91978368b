import { noHints, type Door, type Hints } from '../../ports/hints.ts';

/**
 * Which key, by its fingerprint, was all that a server wanted at the last login: it is the first to be
 * offered there again. It decides nothing but the order, and saves the questions before.
 */
export class AcceptedKeys {
  readonly #kept: Hints;
  /** Undefined for what was taken. */
  readonly #keys = new Map<string, string | undefined>();

  /** @param kept what earlier windows have learned, and where others learn of it. */
  constructor(kept: Hints = noHints) {
    this.#kept = kept;
  }

  /** What is taken is known no more here until it was accepted again, whatever becomes of it. */
  async take(door: Door): Promise<string | undefined> {
    const name = nameOf(door);
    const isHeard = this.#keys.has(name);
    const fingerprint = this.#keys.get(name);
    // Before anything is waited for: of two logins at the same time one has it.
    this.#keys.set(name, undefined);
    return isHeard ? fingerprint : await this.#kept.acceptedKey(door);
  }

  note(door: Door, keyFingerprint: string): void {
    this.#keys.set(nameOf(door), keyFingerprint);
    this.#kept.noteAcceptedKey(door, keyFingerprint);
  }

  /** It was not enough: no other window is to try it first either. */
  forget(door: Door): void {
    this.#kept.forgetAcceptedKey(door);
  }
}

function nameOf({ hostFingerprint, user }: Door): string {
  return JSON.stringify([hostFingerprint, user]);
}
