import { createHash, randomBytes, type Hash } from 'node:crypto';
import { open, rename, rm, utimes, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { DockhopError, failure, isCancelled } from '../../../errors/dockhopError.ts';
import { systemReason } from '../../../ssh/systemReason.ts';

export interface SaveOptions {
  /** Permission bits; by default what any new file has. */
  readonly mode?: number;
  readonly mtimeMs?: number;
  /** The bytes so far, after each chunk. */
  readonly onBytes?: (bytes: number) => void;
  /** Not waited for until it is on the disk: for one of many, whose directory counts. */
  readonly isOneOfMany?: true;
}

export interface Saved {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a stream to a file of this machine: beside it, down to the disk, and then by a rename. So the
 * file has its name only when it is whole, and what had the name before is there until then. The
 * stream is read only as fast as the disk takes it; it throws where it did not end well.
 * @throws FILE_UNWRITABLE, and what the stream throws; nothing is left then.
 */
export async function saveStream(
  content: AsyncIterable<Uint8Array>,
  file: string,
  options: SaveOptions,
  signal: AbortSignal,
): Promise<Saved> {
  signal.throwIfAborted();
  const candidate = candidateOf(file);
  try {
    const saved = await writeNewFile(candidate, content, options, signal);
    signal.throwIfAborted();
    await rename(candidate, file);
    return saved;
  } catch (error) {
    await rm(candidate, { force: true });
    signal.throwIfAborted();
    throw unwritable(file, error);
  }
}

/** A new name beside one; a rename must not cross file systems. */
export function candidateOf(file: string): string {
  return path.join(path.dirname(file), `.dockhop-${randomBytes(8).toString('hex')}`);
}

/** A failure of this machine's file system in the catalogue's terms; any other stays. */
export function unwritable(file: string, error: unknown): unknown {
  if (error instanceof DockhopError || isCancelled(error)) return error;
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  // Node appends the call and the path, which the message names already.
  const reason = systemReason(error).split(', ')[0] ?? '';
  return failure('FILE_UNWRITABLE', { file, reason }, { cause: error });
}

/**
 * Writes a stream to a file of this machine that is not there yet.
 * @throws the system's error, EEXIST where it is; what was written stays.
 */
export async function writeNewFile(
  file: string,
  content: AsyncIterable<Uint8Array>,
  { mode, mtimeMs, onBytes, isOneOfMany }: SaveOptions,
  signal: AbortSignal,
): Promise<Saved> {
  // Exclusive: never through a link that someone put there.
  const handle = await open(file, 'wx', 0o666);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of content) {
      signal.throwIfAborted();
      await writeAll(handle, chunk, hash);
      bytes += chunk.length;
      onBytes?.(bytes);
    }
    if (mode !== undefined) await handle.chmod(mode);
    if (!isOneOfMany) await handle.sync();
  } finally {
    await handle.close();
  }
  if (mtimeMs !== undefined) await utimes(file, mtimeMs / 1000, mtimeMs / 1000);
  return { bytes, sha256: hash.digest('hex') };
}

/** A write may take less than it is given. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, hash: Hash): Promise<void> {
  hash.update(chunk);
  for (let at = 0; at < chunk.length;) {
    at += (await handle.write(chunk, at)).bytesWritten;
  }
}
