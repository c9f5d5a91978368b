/** The most that login scripts may print before an engine's first word. */
const maxNoiseBytes = 64 * 1024;

/** The first line of every answer (RFC 9112, section 4), as far as it is always the same. */
const statusLine = /HTTP\/1\.[01] \d{3} /;
/** `HTTP/1.1 200 ` may be cut anywhere. */
const longestPart = 'HTTP/1.1 200 '.length - 1;

/**
 * Keeps back what comes before the first answer on the standard output of a program: a host whose
 * start-up files print something prints it there too.
 */
export class NoiseGate {
  #held: Buffer | undefined = Buffer.alloc(0);
  #skipped = 0;

  /**
   * What of the next bytes belongs to the answer; nothing until it begins.
   * @throws Error when the noise does not end.
   */
  pass(chunk: Buffer): Buffer {
    if (this.#held === undefined) return chunk;
    const bytes = Buffer.concat([this.#held, chunk]);
    // Latin-1 has one character a byte, so that places are the same.
    const start = bytes.toString('latin1').search(statusLine);
    if (start >= 0) {
      this.#held = undefined;
      return bytes.subarray(start);
    }
    const kept = Math.min(bytes.length, longestPart);
    this.#skipped += bytes.length - kept;
    if (this.#skipped > maxNoiseBytes) throw new Error('its start-up files print too much');
    this.#held = bytes.subarray(bytes.length - kept);
    return Buffer.alloc(0);
  }
}
