export type OutputStream = 'stdout' | 'stderr';

const headerLength = 8;

/**
 * Takes apart the stream of an attach or exec without a terminal: frames of one byte for the stream
 * (0 and 1 standard output, 2 standard error, 3 the engine's own complaint), three zero bytes, the
 * length of the payload as 32 bits, big-endian, and the payload.
 *
 * A payload is handed on as it comes, in parts of the chunks that were pushed: nothing is copied and
 * no frame, however long it claims to be, is collected here.
 *
 * @see Docker Engine API, "Attach to a container", section "Stream format".
 */
export class Demultiplexer {
  readonly #onOutput: (stream: OutputStream, chunk: Buffer) => void;
  readonly #header = Buffer.alloc(headerLength);
  #headerFilled = 0;
  #stream: OutputStream = 'stdout';
  /** Of the payload that is being read. */
  #bytesLeft = 0;

  constructor(onOutput: (stream: OutputStream, chunk: Buffer) => void) {
    this.#onOutput = onOutput;
  }

  /** @throws RangeError when the bytes are not such a stream. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      rest = this.#bytesLeft > 0 ? this.#takePayload(rest) : this.#takeHeader(rest);
    }
  }

  /** @throws RangeError when the stream ended inside a frame. */
  end(): void {
    if (this.#bytesLeft > 0 || this.#headerFilled > 0) {
      throw new RangeError('the output ended inside a frame');
    }
  }

  #takePayload(chunk: Buffer): Buffer {
    const payload = chunk.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= payload.length;
    this.#onOutput(this.#stream, payload);
    return chunk.subarray(payload.length);
  }

  #takeHeader(chunk: Buffer): Buffer {
    const taken = chunk.copy(this.#header, this.#headerFilled);
    this.#headerFilled += taken;
    if (this.#headerFilled === headerLength) {
      this.#headerFilled = 0;
      this.#stream = streamOf(this.#header);
      this.#bytesLeft = this.#header.readUInt32BE(4);
    }
    return chunk.subarray(taken);
  }
}

function streamOf(header: Buffer): OutputStream {
  const kind = header.readUInt8(0);
  if (kind > 3 || header.readUIntBE(1, 3) !== 0) {
    throw new RangeError('the output is not in frames');
  }
  return kind < 2 ? 'stdout' : 'stderr';
}
