interface LineSplitterOptions {
  /** Characters of a line that are kept. */
  readonly maxLength: number;
  readonly onLine: (line: string, cutShort: boolean) => void;
}

/**
 * Cuts a stream of bytes into lines, wherever its chunks end, inside a character too. A line ends
 * with a line feed, a carriage return (programs draw their progress with it) or the stream; empty
 * lines are left out. Bytes that are not UTF-8 become U+FFFD.
 */
export class LineSplitter {
  readonly #maxLength: number;
  readonly #onLine: (line: string, cutShort: boolean) => void;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #line = '';
  #cutShort = false;

  constructor({ maxLength, onLine }: LineSplitterOptions) {
    this.#maxLength = maxLength;
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    this.#take(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What came after the last line end is a line too. */
  end(): void {
    this.#take(this.#decoder.decode());
    this.#emit();
  }

  #take(text: string): void {
    const [rest = '', ...lines] = text.split(/[\r\n]/);
    this.#append(rest);
    for (const line of lines) {
      this.#emit();
      this.#append(line);
    }
  }

  #append(text: string): void {
    const room = this.#maxLength - this.#line.length;
    if (text.length > room) this.#cutShort = true;
    this.#line += text.slice(0, room);
  }

  #emit(): void {
    const line = this.#line;
    const cutShort = this.#cutShort;
    this.#line = '';
    this.#cutShort = false;
    if (line !== '') this.#onLine(line, cutShort);
  }
}
