import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Headers, type Pack } from 'tar-stream';
import * as v from 'valibot';
import { pieceBytes } from './pieceBytes.ts';

interface Item {
  readonly at: string;
  /** With slashes, below the directory. */
  readonly name: string;
  readonly stats: Stats;
}

const chunkSchema = v.instance(Uint8Array);

/** The bytes of all files in a directory of this machine. */
export async function treeBytes(directory: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for await (const { stats } of walk(directory, '', signal)) {
    if (stats.isFile()) bytes += stats.size;
  }
  return bytes;
}

/**
 * A directory of this machine as tar, without its own name: directories, files, and links as they
 * are; what is neither is left out. Read only as fast as it is taken. Throws where a file shrinks
 * meanwhile; of one that grows, what it had.
 * @param lastName an empty file that ends it.
 * @param onBytes called with the bytes of files so far.
 */
export async function* packTree(
  directory: string,
  lastName: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const tar = pack();
  const writing = writeTree(tar, directory, lastName, onBytes, signal).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of tar) yield v.parse(chunkSchema, chunk);
  } finally {
    tar.destroy();
    await writing;
  }
}

async function writeTree(
  tar: Pack,
  directory: string,
  lastName: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0;
  const onChunk = (length: number): void => {
    bytes += length;
    onBytes(bytes);
  };
  for await (const item of walk(directory, '', signal)) await writeItem(tar, item, onChunk);
  await writeEmpty(tar, { name: lastName, type: 'file', size: 0 });
  tar.finalize();
}

/** Each directory before what is in it. */
async function* walk(
  directory: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<Item, void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    signal.throwIfAborted();
    const item = {
      at: path.join(directory, entry.name),
      name: `${prefix}${entry.name}`,
    };
    yield { ...item, stats: await lstat(item.at) };
    if (entry.isDirectory()) yield* walk(item.at, `${item.name}/`, signal);
  }
}

async function writeItem(
  tar: Pack,
  { at, name, stats }: Item,
  onChunk: (length: number) => void,
): Promise<void> {
  const { mode, mtime, size } = stats;
  // Nobody's ids of this machine mean anything there.
  const header = { name, mode: mode & 0o777, mtime, uid: 0, gid: 0 };
  if (stats.isDirectory()) await writeEmpty(tar, { ...header, type: 'directory' });
  else if (stats.isSymbolicLink()) {
    await writeEmpty(tar, { ...header, type: 'symlink', linkname: await readlink(at) });
  } else if (stats.isFile() && size === 0) await writeEmpty(tar, { ...header, size });
  else if (stats.isFile()) await writeFile(tar, at, { ...header, size }, onChunk);
}

function writeEmpty(tar: Pack, header: Headers): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, '', (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

async function writeFile(
  tar: Pack,
  at: string,
  header: Headers & { readonly size: number },
  onChunk: (length: number) => void,
): Promise<void> {
  const content = createReadStream(at, { end: header.size - 1, highWaterMark: pieceBytes });
  content.on('data', (chunk) => {
    onChunk(chunk.length);
  });
  await pipeline(content, tar.entry(header));
}
