/** A server, by the fingerprint of its host key, and an account there. */
interface Door {
  readonly hostFingerprint: string;
  readonly user: string;
}

/**
 * Which key, by its fingerprint, was all that a server wanted at the last login: it is the first to be
 * offered there again. It decides nothing but the order, and saves the questions before.
 */
export class AcceptedKeys {
  readonly #keys = new Map<string, string>();

  /** What is taken is known no more until it was accepted again. */
  take(door: Door): string | undefined {
    const name = nameOf(door);
    const fingerprint = this.#keys.get(name);
    this.#keys.delete(name);
    return fingerprint;
  }

  note(door: Door, keyFingerprint: string): void {
    this.#keys.set(nameOf(door), keyFingerprint);
  }
}

function nameOf({ hostFingerprint, user }: Door): string {
  return JSON.stringify([hostFingerprint, user]);
}
