import { copyFile, chmod, constants, lstat, mkdir, rename, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Headers } from 'tar-stream';
import { systemCode } from '../../../ssh/systemReason.ts';
import { tarEntries, type TarEntry } from '../tarEntries.ts';
import { whyNoName } from './laptopName.ts';
import { candidateOf, unwritable, writeNewFile } from './saveStream.ts';

export interface SavedTree {
  /** Of the files' contents. */
  readonly bytes: number;
  readonly files: number;
  /** Links, devices and the like, which are not made on this machine. */
  readonly leftOut: number;
}

export interface SaveTreeOptions {
  readonly onBytes?: (bytes: number) => void;
  /** Makes the failure for a name or a shape that is not written here. */
  readonly refused: (reason: string) => Error;
}

const deepest = 200;
const ownDirectory = 0o700;

/**
 * Makes a directory of this machine from a tar that a stranger sends. Everything is made in a new
 * directory beside it, to which nobody else has access, and no link ever is: so no path that consists
 * of plain names leads out of it. A second name of a file that came (a hard link) becomes a copy.
 * @throws what `refused` makes of a path that is absolute, has `..`, or cannot be here;
 *   FILE_UNWRITABLE; what the stream throws. Nothing is left then.
 */
export async function saveTree(
  tar: AsyncIterable<Uint8Array>,
  directory: string,
  options: SaveTreeOptions,
  signal: AbortSignal,
): Promise<SavedTree> {
  signal.throwIfAborted();
  const candidate = candidateOf(directory);
  try {
    await mkdir(candidate, ownDirectory);
    const saved = await new TreeWriter(candidate, options, signal).write(tar);
    signal.throwIfAborted();
    await rename(candidate, directory);
    return saved;
  } catch (error) {
    await rm(candidate, { recursive: true, force: true });
    signal.throwIfAborted();
    if (error instanceof RangeError) throw options.refused(error.message);
    if (systemCode(error) === 'EEXIST') throw options.refused('it has a name twice');
    throw unwritable(directory, error);
  }
}

interface LaterDirectory {
  readonly at: string;
  readonly mode: number;
  readonly mtime: Date | undefined;
}

class TreeWriter {
  readonly #root: string;
  readonly #options: SaveTreeOptions;
  readonly #signal: AbortSignal;
  /** What is set last, for it would be in the way, or changed by what comes into the directory. */
  readonly #directories: LaterDirectory[] = [];
  #bytes = 0;
  #files = 0;
  #leftOut = 0;

  constructor(root: string, options: SaveTreeOptions, signal: AbortSignal) {
    this.#root = root;
    this.#options = options;
    this.#signal = signal;
  }

  async write(tar: AsyncIterable<Uint8Array>): Promise<SavedTree> {
    for await (const entry of tarEntries(tar)) {
      this.#signal.throwIfAborted();
      await this.#take(entry);
    }
    for (const { at, mode, mtime } of this.#directories.reverse()) {
      await chmod(at, (mode & 0o777) | ownDirectory);
      if (mtime) await utimes(at, mtime, mtime);
    }
    return { bytes: this.#bytes, files: this.#files, leftOut: this.#leftOut };
  }

  async #take({ header, content }: TarEntry): Promise<void> {
    const names = this.#namesOf(header.name);
    const at = path.join(this.#root, ...names);
    const { type } = header;
    if (type === 'directory') {
      await this.#makeDirectory(names);
      this.#directories.push({ at, mode: header.mode ?? ownDirectory, mtime: header.mtime });
    } else if (type === 'file' || type === 'contiguous-file') {
      await this.#saveFile(names, at, header, content);
    } else if (type === 'link') await this.#copyOf(header.linkname ?? '', names, at);
    else this.#leftOut += 1;
  }

  async #saveFile(
    names: readonly string[],
    at: string,
    { mode = 0o600, mtime }: Headers,
    content: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    await this.#makeDirectory(names.slice(0, -1));
    const before = this.#bytes;
    const { bytes } = await writeNewFile(
      at,
      content,
      {
        mode: (mode & 0o777) | 0o600,
        ...(mtime ? { mtimeMs: mtime.getTime() } : {}),
        isOneOfMany: true,
        onBytes: (come) => this.#options.onBytes?.(before + come),
      },
      this.#signal,
    );
    this.#bytes += bytes;
    this.#files += 1;
  }

  /** A hard link to what came before, which is nothing but plain files and directories of ours. */
  async #copyOf(linkname: string, names: readonly string[], at: string): Promise<void> {
    const source = path.join(this.#root, ...this.#namesOf(linkname));
    if (!(await isFile(source))) throw this.#options.refused(`a link to ${linkname} leads nowhere`);
    await this.#makeDirectory(names.slice(0, -1));
    await copyFile(source, at, constants.COPYFILE_EXCL);
    this.#files += 1;
  }

  async #makeDirectory(names: readonly string[]): Promise<void> {
    await mkdir(path.join(this.#root, ...names), { mode: ownDirectory, recursive: true });
  }

  #namesOf(name: string): readonly string[] {
    if (name.startsWith('/')) throw this.#options.refused(`the path ${name} is absolute`);
    const names = name.split('/').filter((part) => part !== '' && part !== '.');
    if (names.length > deepest) throw this.#options.refused(`the path ${name} is too deep`);
    for (const part of names) {
      const reason = whyNoName(part, process.platform);
      if (reason !== undefined) throw this.#options.refused(`${name}: ${reason}`);
    }
    return names;
  }
}

/** A hard link to anything else is none that an honest archive has. */
async function isFile(at: string): Promise<boolean> {
  try {
    return (await lstat(at)).isFile();
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}
