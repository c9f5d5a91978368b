const newline = 0x0a;
const longestHeader = 200;

export interface HeadedStream {
  readonly header: string;
  readonly rest: AsyncIterable<Buffer>;
}

/**
 * Parts the first line of a stream from the rest.
 * @throws RangeError where there is none within 200 bytes, and whatever the stream throws.
 */
export async function headedStream(stream: AsyncGenerator<Buffer, void>): Promise<HeadedStream> {
  let start = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new RangeError('the answer has no first line');
    start = Buffer.concat([start, value]);
    const end = start.indexOf(newline);
    if (end === -1 && start.length < longestHeader) continue;
    if (end === -1 || end > longestHeader) {
      await stream.return();
      throw new RangeError('the first line of the answer is too long');
    }
    const left = start.subarray(end + 1);
    return { header: start.toString('latin1', 0, end), rest: restOf(left, stream) };
  }
}

async function* restOf(
  left: Buffer,
  stream: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  try {
    if (left.length > 0) yield left;
    yield* stream;
  } finally {
    await stream.return();
  }
}
