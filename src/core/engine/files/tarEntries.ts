import { pipeline } from 'node:stream/promises';
import type { Headers } from 'tar-stream';
import * as v from 'valibot';

export interface TarEntry {
  readonly header: Headers;
  /** Has to be read, or left, before the next entry. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Long names and attributes that stand before an entry; far above what Linux allows of them. */
const mostBetweenEntries = 4 * 1024 * 1024;

const chunkSchema = v.instance(Uint8Array);

/**
 * The entries of a tar, one after the other, read only as fast as they are taken. Not to be trusted:
 * names and types are whatever the sender says.
 * @throws RangeError where it is no tar, or one that would fill the memory.
 */
export async function* tarEntries(tar: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry, void> {
  // Loaded when a tar comes: files of containers that run travel without. By its default: in a bundle
  // a CommonJS module has no other export.
  const { default: tarStream } = await import('tar-stream');
  const reader = tarStream.extract();
  const weight = { between: 0 };
  let cause: Error | undefined;
  const feeding = pipeline(weighed(tar, weight), reader).catch((error: unknown) => {
    cause = error instanceof Error ? error : new Error(String(error));
  });
  try {
    for await (const entry of reader) {
      weight.between = 0;
      yield { header: entry.header, content: chunksOf(entry, weight) };
      entry.resume();
    }
    await feeding;
    if (cause) throw cause;
  } catch (error) {
    await feeding;
    throw inTerms(cause ?? error);
  } finally {
    reader.destroy();
    await feeding;
  }
}

async function* chunksOf(
  entry: AsyncIterable<unknown>,
  weight: { between: number },
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of entry) {
    weight.between = 0;
    yield v.parse(chunkSchema, chunk);
  }
}

/** What the reader gathers without an entry coming of it is kept small. */
async function* weighed(
  tar: AsyncIterable<Uint8Array>,
  weight: { between: number },
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of tar) {
    weight.between += chunk.length;
    if (weight.between > mostBetweenEntries) throw new RangeError('the archive has endless names');
    yield chunk;
  }
}

/** The reader's own complaints are plain errors with a text: the archive is at fault. */
function inTerms(error: unknown): unknown {
  const isPlain = error instanceof Error && error.constructor === Error && !('code' in error);
  return isPlain && error.name === 'Error'
    ? new RangeError(error.message, { cause: error })
    : error;
}
