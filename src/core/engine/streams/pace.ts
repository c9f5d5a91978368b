/** What the terminal of an editor draws without its window getting stuck, about 6 MB a second. */
const sliceMs = 20;
const sliceBytes = 128 * 1024;
/** What handing over a chunk costs the editor, however small the chunk is. */
const least = 1024;

const aSlice = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, sliceMs);
  });

/**
 * Holds up whoever reads a stream for the editor, which takes whatever it is given and acknowledges
 * nothing: a program that prints without end is held up in turn, and nothing piles up anywhere.
 */
export class Pace {
  readonly #nextSlice: () => Promise<void>;
  #left = sliceBytes;

  constructor(nextSlice: () => Promise<void> = aSlice) {
    this.#nextSlice = nextSlice;
  }

  /** To be awaited after each chunk that was handed over, before the next is read. */
  async spend(bytes: number): Promise<void> {
    this.#left -= Math.max(bytes, least);
    if (this.#left > 0) return;
    await this.#nextSlice();
    this.#left = sliceBytes;
  }
}
