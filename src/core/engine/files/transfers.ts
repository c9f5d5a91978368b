import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../errors/dockhopError.ts';
import { systemCode, systemReason } from '../../ssh/systemReason.ts';
import type { EngineFiles, FilesOf } from './engineFiles.ts';
import { packTree, treeBytes } from './laptop/packTree.ts';
import { pieceBytes } from './laptop/pieceBytes.ts';
import { saveStream } from './laptop/saveStream.ts';
import { saveTree, type SavedTree } from './laptop/saveTree.ts';

/** Something in a container. */
export interface ContainerPlace {
  readonly files: EngineFiles;
  readonly container: FilesOf;
  readonly path: string;
}

/** How far it is; `total` is 0 where nobody knows, and is about right for a directory. */
export type OnTransfer = (bytes: number, total: number) => void;

/** How a transfer to the container treats what is there. */
export interface UploadOptions {
  readonly overwrite: boolean;
}

/**
 * Brings a file or a directory of a container to this machine, streamed. It has its name there only
 * when it is whole. A file that is there is replaced; a directory must not be there.
 * @returns how many files came, and what could not be made here.
 * @throws what `EngineFiles` throws; TRANSFER_REFUSED, TRANSFER_BROKEN, FILE_UNWRITABLE.
 */
export async function download(
  { files, container, path: from }: ContainerPlace,
  to: string,
  onTransfer: OnTransfer,
  signal: AbortSignal,
): Promise<SavedTree> {
  const { type } = await files.stat(container, from, signal);
  if (type === 'directory')
    return downloadTree({ files, container, path: from }, to, onTransfer, signal);
  const { bytes: total, mode, mtimeMs, content } = await files.read(container, from, {}, signal);
  const onBytes = (bytes: number): void => {
    onTransfer(bytes, total);
  };
  const options = { mode: (mode & 0o777) | 0o600, mtimeMs, onBytes };
  const { bytes } = await saveStream(content, to, options, signal);
  return { bytes, files: 1, leftOut: 0 };
}

async function downloadTree(
  { files, container, path: from }: ContainerPlace,
  to: string,
  onTransfer: OnTransfer,
  signal: AbortSignal,
): Promise<SavedTree> {
  if (await isThere(to)) {
    throw failure('FILE_UNWRITABLE', { file: to, reason: 'there is something of that name' });
  }
  const { bytes: total, tar } = await files.readTree(container, from, signal);
  const options = {
    onBytes: (bytes: number) => {
      onTransfer(bytes, total);
    },
    refused: (reason: string) => failure('TRANSFER_REFUSED', { container: container.name, reason }),
  };
  return saveTree(tar, to, options, signal);
}

/**
 * Brings a file or a directory of this machine into a container, streamed. It has its name there only
 * when it is whole.
 * @throws what `EngineFiles` throws; FILE_UNREADABLE.
 */
export async function upload(
  from: string,
  { files, container, path: to }: ContainerPlace,
  { overwrite }: UploadOptions,
  onTransfer: OnTransfer,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { isDirectory, total } = await shapeOf(from, signal);
    const onBytes = (bytes: number): void => {
      onTransfer(bytes, total);
    };
    if (isDirectory) {
      const tarOf = (last: string) => packTree(from, last, onBytes, signal);
      await files.writeTree(container, to, tarOf, { overwrite }, signal);
    } else await uploadFile(from, { files, container, path: to }, { overwrite }, onBytes, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(from, error);
  }
}

async function uploadFile(
  from: string,
  { files, container, path: to }: ContainerPlace,
  { overwrite }: UploadOptions,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const handle = await open(from, 'r');
  try {
    const { size, mode, mtimeMs } = await handle.stat();
    const content = fileContent(handle, onBytes);
    const file = { bytes: size, content, mode, mtimeMs };
    await files.write(container, to, file, { create: true, overwrite }, signal);
  } finally {
    await handle.close();
  }
}

/** A file of this machine as the body of a request, counted as it is taken. It stays open. */
export async function* fileContent(
  handle: FileHandle,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  const options = { autoClose: false, highWaterMark: pieceBytes };
  const pieces: AsyncIterable<Uint8Array> = handle.createReadStream(options);
  let bytes = 0;
  for await (const chunk of pieces) {
    yield chunk;
    bytes += chunk.length;
    onBytes(bytes);
  }
}

async function shapeOf(from: string, signal: AbortSignal) {
  const found = await stat(from);
  const isDirectory = found.isDirectory();
  return { isDirectory, total: isDirectory ? await treeBytes(from, signal) : found.size };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(path.resolve(file));
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw unreadable(file, error);
  }
}

/** A failure of this machine's file system in the catalogue's terms; any other stays. */
function unreadable(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const reason = systemReason(error).split(', ')[0] ?? '';
  return failure('FILE_UNREADABLE', { file, reason }, { cause: error });
}
