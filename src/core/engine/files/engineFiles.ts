import type { Container } from '../container.ts';

/** Whose files: as much of a container as it takes. */
export type FilesOf = Pick<Container, 'id' | 'name'>;

/** `other`: a device, a socket, a pipe, or a link into nowhere. */
export type FileType = 'file' | 'directory' | 'other';

export interface FileStat {
  /** Of what a link leads to. */
  readonly type: FileType;
  readonly isLink: boolean;
  readonly bytes: number;
  /** Milliseconds since 1970, in whole seconds. */
  readonly mtimeMs: number;
  /** Permission bits, with set-uid, set-gid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface PathStat extends FileStat {
  /** Whether the container's user may write to it, as far as can be told without trying. */
  readonly isWritable: boolean;
}

export interface DirectoryEntry extends FileStat {
  /** From a stranger: any characters but a slash and NUL. */
  readonly name: string;
}

export interface Listing {
  readonly entries: readonly DirectoryEntry[];
  /** There are more than these. */
  readonly isCut: boolean;
  /** How many have a name that is not UTF-8, which no path here can say. */
  readonly unnameable: number;
}

export interface FileContent {
  readonly bytes: number;
  readonly mode: number;
  readonly mtimeMs: number;
  /** Throws where less comes than was announced. Whoever stops reading ends the transfer. */
  readonly content: AsyncIterable<Uint8Array>;
}

export interface Tree {
  /** About how many bytes there are, as the container says. */
  readonly bytes: number;
  /** Tar, of names below the directory. Not to be trusted. */
  readonly tar: AsyncIterable<Uint8Array>;
}

export interface NewContent {
  /** Just so many must come. */
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
  /** For a file that is new; one that was there keeps its own. */
  readonly mode?: number;
  readonly mtimeMs?: number;
}

export interface WriteMode {
  /** Whether it may be new. */
  readonly create: boolean;
  /** Whether it may be there. */
  readonly overwrite: boolean;
}

/**
 * The files of one engine's containers, as the user whom the container itself runs as. Paths are
 * absolute; `filePath` makes them so.
 *
 * All of it goes by programs inside the container (`sh`, `stat`, `cat`, `mv`, `tar` …): they see what
 * its user sees, mounts and memory file systems too, and count what came before they touch a file. The
 * engines' archive API, which is root's and blind to some mounts, reads where nothing can run: in a
 * stopped container, or in one without a shell. Nothing is written by it: it unpacks what comes as it
 * comes, and has neither a rename nor a removal, so that a cut connection would leave half a file
 * under its name, in the place of the old one.
 *
 * All throw FILE_ABSENT, FILE_DENIED, FILE_KIND, FILE_FAILED; CONTAINER_STOPPED and FILES_UNFIT
 * where only a running container, or one with those programs, could do it.
 */
export interface EngineFiles {
  stat(container: FilesOf, path: string, signal: AbortSignal): Promise<PathStat>;
  list(container: FilesOf, path: string, signal: AbortSignal): Promise<Listing>;
  /** @throws FILE_TOO_LARGE above `maxBytes`. */
  read(
    container: FilesOf,
    path: string,
    options: { readonly maxBytes?: number },
    signal: AbortSignal,
  ): Promise<FileContent>;
  /**
   * The file is as it was, or as it is to be. Only one that no other can take the place of (a mount,
   * one of several names, another's) is written into, once all has come.
   * @throws FILE_EXISTS, TRANSFER_BROKEN.
   */
  write(
    container: FilesOf,
    path: string,
    content: NewContent,
    mode: WriteMode,
    signal: AbortSignal,
  ): Promise<void>;
  /** @throws FILE_EXISTS */
  makeDirectory(container: FilesOf, path: string, signal: AbortSignal): Promise<void>;
  remove(
    container: FilesOf,
    path: string,
    options: { readonly recursive: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  /** @throws FILE_EXISTS, also for a directory that is to be overwritten. */
  rename(
    container: FilesOf,
    from: string,
    to: string,
    options: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  /** With what is in it. @throws FILE_EXISTS, also for a directory that is to be overwritten. */
  copy(
    container: FilesOf,
    from: string,
    to: string,
    options: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void>;
  readTree(container: FilesOf, path: string, signal: AbortSignal): Promise<Tree>;
  /**
   * Makes a directory of what `tarOf` yields, which must end with an empty file of the name that it
   * is given. @throws FILE_EXISTS, TRANSFER_BROKEN.
   */
  writeTree(
    container: FilesOf,
    path: string,
    tarOf: (lastName: string) => AsyncIterable<Uint8Array>,
    options: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void>;
}
