import { networkInterfaces } from 'node:os';

const everyMs = 5000;
/** Addresses are looked at each third time: asking for them costs ten times what the rest does. */
const looksPerAddresses = 3;
/** A machine that was only busy comes late by less. */
const sleptMs = 15_000;

/**
 * Tells when the machine has slept, or its addresses have changed: connections may be gone then
 * without a word. Nothing tells a program so, hence one look every few seconds, only while started.
 */
export class WakeWatch {
  readonly #onWake: () => void;
  readonly #addresses: () => string;
  #timer: NodeJS.Timeout | undefined;

  /** `addresses` are those of this machine, as one text. */
  constructor(onWake: () => void, addresses: () => string = ownAddresses) {
    this.#onWake = onWake;
    this.#addresses = addresses;
  }

  start(): void {
    if (this.#timer) return;
    let lastLook = Date.now();
    let lastAddresses = this.#addresses();
    let looks = 0;
    this.#timer = setInterval(() => {
      const now = Date.now();
      const addresses = ++looks % looksPerAddresses === 0 ? this.#addresses() : lastAddresses;
      const isChanged = now - lastLook > everyMs + sleptMs || addresses !== lastAddresses;
      lastLook = now;
      lastAddresses = addresses;
      if (isChanged) this.#onWake();
    }, everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
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
