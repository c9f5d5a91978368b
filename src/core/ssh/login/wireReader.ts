/** Reads SSH's binary forms (RFC 4251, section 5); undefined where the data ends too early. */
export class WireReader {
  readonly #data: Buffer;
  #offset: number;

  constructor(data: Buffer, offset = 0) {
    this.#data = data;
    this.#offset = offset;
  }

  uint32(): number | undefined {
    if (this.#offset + 4 > this.#data.length) return undefined;
    const value = this.#data.readUInt32BE(this.#offset);
    this.#offset += 4;
    return value;
  }

  /** A `string`: its length, then its bytes. */
  field(): Buffer | undefined {
    const length = this.uint32();
    if (length === undefined || this.#offset + length > this.#data.length) return undefined;
    const field = this.#data.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    return field;
  }
}
