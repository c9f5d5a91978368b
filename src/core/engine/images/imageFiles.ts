import { open, stat } from 'node:fs/promises';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import { systemReason } from '../../ssh/systemReason.ts';
import { fileContent, type OnTransfer } from '../files/transfers.ts';
import { saveStream, type Saved } from '../files/laptop/saveStream.ts';
import { checksumPath, readChecksum, sha256Of, writeChecksum } from './checksumFile.ts';
import type { EngineImages, Image } from './engineImages.ts';

/**
 * Brings an image to a file of this machine, streamed, and its checksum beside it. Both have their
 * names only when they are whole; what had the names is replaced.
 * @param image by which of its names, or its id.
 * @throws what `EngineImages` throws; FILE_UNWRITABLE, IMAGE_NOT_SAVED.
 */
export async function saveImage(
  images: EngineImages,
  {
    image,
    bytes: total,
    host,
  }: Pick<Image, 'bytes'> & { readonly image: string; readonly host: string },
  file: string,
  onTransfer: OnTransfer,
  signal: AbortSignal,
): Promise<Saved> {
  const content = endsWell(await images.save(image, signal), (reason) =>
    failure('IMAGE_NOT_SAVED', { image, host, reason }),
  );
  const onBytes = (bytes: number): void => {
    onTransfer(bytes, Math.max(total, bytes));
  };
  const saved = await saveStream(content, file, { onBytes }, signal);
  await writeChecksum(file, saved.sha256, signal);
  return saved;
}

/** A tar ends with two blocks of zeros (POSIX pax): Docker says no other way that it went wrong halfway. */
const tarEnd = 1024;

async function* endsWell(
  content: AsyncIterable<Uint8Array>,
  broken: (reason: string) => Error,
): AsyncGenerator<Uint8Array, void> {
  let tail = Buffer.alloc(0);
  for await (const chunk of content) {
    tail = Buffer.concat([tail, chunk.subarray(-tarEnd)]).subarray(-tarEnd);
    yield chunk;
  }
  const isWhole = tail.length === tarEnd && tail.every((byte) => byte === 0);
  if (!isWhole) throw broken('it ended before its time');
}

/** What loading a file of this machine is doing. */
export interface LoadProgress {
  /** The file is held against the checksum beside it. */
  readonly onChecked: OnTransfer;
  readonly onSent: OnTransfer;
}

/**
 * Loads the images of a file of this machine, streamed; where there is a checksum beside it, only a
 * file that agrees with it.
 * @returns what the engine calls them; from a stranger.
 * @throws what `EngineImages` throws; FILE_UNREADABLE, CHECKSUM_WRONG.
 */
export async function loadImage(
  images: EngineImages,
  file: string,
  { onChecked, onSent }: LoadProgress,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const { size } = await stat(file);
    const counted =
      (onTransfer: OnTransfer) =>
      (bytes: number): void => {
        onTransfer(bytes, size);
      };
    const expected = await readChecksum(file);
    if (expected !== undefined) {
      const found = await sha256Of(file, counted(onChecked), signal);
      if (found !== expected) {
        throw failure('CHECKSUM_WRONG', { file, checksum: checksumPath(file) });
      }
    }
    return await send(images, file, counted(onSent), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(file, error);
  }
}

async function send(
  images: EngineImages,
  file: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const handle = await open(file, 'r');
  try {
    const content = fileContent(handle, onBytes);
    return await images.load(content, file, signal);
  } finally {
    await handle.close();
  }
}

/** A failure of this machine's file system in the catalogue's terms; any other stays. */
function unreadable(file: string, error: unknown): unknown {
  if (error instanceof DockhopError) return error;
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  // Node appends the call and the path, which the message names already.
  const reason = systemReason(error).split(', ')[0] ?? '';
  return failure('FILE_UNREADABLE', { file, reason }, { cause: error });
}
