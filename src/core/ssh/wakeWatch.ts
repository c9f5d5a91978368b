import { networkInterfaces } from 'node:os';

const usualMs = 5000;
/** Addresses are looked at less often: asking for them costs ten times what the rest does. */
const addressesMs = 15_000;
/** A machine that was only busy comes late by less. */
const sleptMs = 15_000;

export interface WakeWatchOptions {
  /** Told at each look at which nothing was found. */
  readonly onLook?: () => void;
  /** Those of this machine, as one text. */
  readonly addresses?: () => string;
}

/**
 * Tells when the machine has slept, or its addresses have changed: connections may be gone then
 * without a word. Nothing tells a program so, hence one look every few seconds, only while started.
 */
export class WakeWatch {
  readonly #onWake: () => void;
  readonly #onLook: () => void;
  readonly #addresses: () => string;
  #timer: NodeJS.Timeout | undefined;
  #everyMs = usualMs;
  #lastLook = 0;
  #lastAddresses = '';
  #addressesKnownAt = 0;

  constructor(
    onWake: () => void,
    { onLook = () => undefined, addresses = ownAddresses }: WakeWatchOptions = {},
  ) {
    this.#onWake = onWake;
    this.#onLook = onLook;
    this.#addresses = addresses;
  }

  /** How often it looks. */
  get everyMs(): number {
    return this.#everyMs;
  }

  start(): void {
    if (this.#timer) return;
    this.#lastLook = this.#addressesKnownAt = Date.now();
    this.#lastAddresses = this.#addresses();
    this.#run(usualMs);
  }

  /** From now on it looks so often, while it is started. */
  pace(everyMs: number): void {
    if (this.#timer && everyMs !== this.#everyMs) this.#run(everyMs);
  }

  /** Looks at once. */
  look(): void {
    const now = Date.now();
    const hasSlept = now - this.#lastLook > this.#everyMs + sleptMs;
    this.#lastLook = now;
    if (this.#hasMoved(now) || hasSlept) this.#onWake();
    else this.#onLook();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #run(everyMs: number): void {
    clearInterval(this.#timer);
    this.#everyMs = everyMs;
    this.#timer = setInterval(() => {
      this.look();
    }, everyMs);
    this.#timer.unref();
  }

  #hasMoved(now: number): boolean {
    if (now - this.#addressesKnownAt < addressesMs) return false;
    const before = this.#lastAddresses;
    this.#addressesKnownAt = now;
    this.#lastAddresses = this.#addresses();
    return this.#lastAddresses !== before;
  }
}

/** The addresses by which others reach this machine; link-local ones come and go with containers. */
function ownAddresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ cidr, address }) => cidr ?? address)
    .sort()
    .join(' ');
}
