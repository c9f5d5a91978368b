import { randomBytes } from 'node:crypto';
import { failure, DockhopError } from '../../errors/dockhopError.ts';
import type { EngineApi } from '../speak/engineApi.ts';
import type { Refused } from '../speak/execCalls.ts';
import { ArchiveFiles } from './archiveFiles.ts';
import type {
  EngineFiles,
  FileContent,
  FilesOf,
  Listing,
  NewContent,
  PathStat,
  Tree,
  WriteMode,
} from './engineFiles.ts';
import { filePath } from './filePath.ts';
import { answerInvalid, FilePrograms, type FileProgram } from './filePrograms.ts';
import {
  copyScript,
  listScript,
  makeDirectoryScript,
  packScript,
  readScript,
  removeScript,
  renameScript,
  statScript,
  unpackScript,
  writeScript,
} from './fileScripts.ts';
import { headedStream } from './headedStream.ts';
import { parseListing, parsePathStat } from './listing.ts';
import { statOf } from './parseRecords.ts';

/** As many as a person can look through. */
const mostEntries = 10_000;
/** A name has 255 bytes at most, and links count twice. */
const mostListBytes = mostEntries * 700;

export class DockerFiles implements EngineFiles {
  readonly #programs: FilePrograms;
  readonly #archive: ArchiveFiles;

  constructor(api: EngineApi, refused: (container: FilesOf, signal: AbortSignal) => Refused) {
    this.#programs = new FilePrograms(api, refused);
    this.#archive = new ArchiveFiles(api);
  }

  async stat(container: FilesOf, text: string, signal: AbortSignal): Promise<PathStat> {
    const path = filePath(container.name, text);
    return insteadOfPrograms(
      async () => {
        const program: FileProgram = { script: statScript, arguments: [path] };
        const output = await this.#programs.answer(container, program, 1000, signal);
        return parsed(container, () => parsePathStat(output));
      },
      () => this.#archive.stat(container, path, signal),
    );
  }

  async list(container: FilesOf, text: string, signal: AbortSignal): Promise<Listing> {
    const path = filePath(container.name, text);
    const program: FileProgram = { script: listScript, arguments: [path, String(mostEntries)] };
    const output = await this.#programs.answer(container, program, mostListBytes, signal);
    return parsed(container, () => parseListing(output));
  }

  async read(
    container: FilesOf,
    text: string,
    { maxBytes }: { readonly maxBytes?: number },
    signal: AbortSignal,
  ): Promise<FileContent> {
    const path = filePath(container.name, text);
    return insteadOfPrograms(
      async () => {
        const most = maxBytes === undefined ? '' : String(maxBytes);
        const program: FileProgram = { script: readScript, arguments: [path, most] };
        const { header, rest } = await this.#headed(container, program, signal);
        const facts = parsed(container, () => fileFacts(header));
        const about = { container: container.name, path };
        return { ...facts, content: atLeast(facts.bytes, rest, about) };
      },
      () => this.#archive.read(container, path, maxBytes, signal),
    );
  }

  async write(
    container: FilesOf,
    text: string,
    { bytes, content, mode, mtimeMs }: NewContent,
    { create, overwrite }: WriteMode,
    signal: AbortSignal,
  ): Promise<void> {
    const path = filePath(container.name, text);
    const program: FileProgram = {
      script: writeScript,
      arguments: [
        ...([path, String(bytes), mark(), yesOrNo(create), yesOrNo(overwrite)] as const),
        mode === undefined ? '' : (mode & 0o777).toString(8),
        mtimeMs === undefined ? '' : String(Math.trunc(mtimeMs / 1000)),
      ],
      input: content,
    };
    await this.#run(container, program, signal);
  }

  async makeDirectory(container: FilesOf, text: string, signal: AbortSignal): Promise<void> {
    const path = filePath(container.name, text);
    await this.#change(container, { script: makeDirectoryScript, arguments: [path] }, signal);
  }

  async remove(
    container: FilesOf,
    text: string,
    { recursive }: { readonly recursive: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const path = filePath(container.name, text);
    if (path === '/') throw failure('FILE_DENIED', { container: container.name, path });
    const program: FileProgram = { script: removeScript, arguments: [path, yesOrNo(recursive)] };
    // As long as it takes: a tree may be large.
    await this.#run(container, program, signal);
  }

  async rename(
    container: FilesOf,
    from: string,
    to: string,
    { overwrite }: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const paths = [filePath(container.name, from), filePath(container.name, to)] as const;
    const program: FileProgram = {
      script: renameScript,
      arguments: [...paths, yesOrNo(overwrite)],
    };
    await this.#run(container, program, signal);
  }

  async copy(
    container: FilesOf,
    from: string,
    to: string,
    { overwrite }: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const paths = [filePath(container.name, from), filePath(container.name, to)] as const;
    const program: FileProgram = {
      script: copyScript,
      arguments: [...paths, yesOrNo(overwrite), mark()],
    };
    await this.#run(container, program, signal);
  }

  async readTree(container: FilesOf, text: string, signal: AbortSignal): Promise<Tree> {
    const path = filePath(container.name, text);
    return insteadOfPrograms(
      async () => {
        const program: FileProgram = { script: packScript, arguments: [path] };
        const { header, rest } = await this.#headed(container, program, signal);
        return { bytes: parsed(container, () => wholeNumber(header)), tar: rest };
      },
      () => this.#archive.readTree(container, path, signal),
    );
  }

  async writeTree(
    container: FilesOf,
    text: string,
    tarOf: (lastName: string) => AsyncIterable<Uint8Array>,
    { overwrite }: { readonly overwrite: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const path = filePath(container.name, text);
    const own = mark();
    const program: FileProgram = {
      script: unpackScript,
      arguments: [path, own, yesOrNo(overwrite)],
      input: tarOf(own),
    };
    await this.#run(container, program, signal);
  }

  async #headed(container: FilesOf, program: FileProgram, signal: AbortSignal) {
    try {
      return await headedStream(this.#programs.stream(container, program, signal));
    } catch (error) {
      throw answerInvalid(container, error);
    }
  }

  async #change(container: FilesOf, program: FileProgram, signal: AbortSignal): Promise<void> {
    await this.#programs.answer(container, program, 1000, signal);
  }

  /** For what takes as long as it takes, and prints nothing. */
  async #run(container: FilesOf, program: FileProgram, signal: AbortSignal): Promise<void> {
    const output = this.#programs.stream(container, program, signal);
    while ((await output.next()).done !== true);
  }
}

/** By the programs of a running container; where none can run, another way. */
async function insteadOfPrograms<T>(
  programs: () => Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  try {
    return await programs();
  } catch (error) {
    const cannotRun =
      error instanceof DockhopError && ['CONTAINER_STOPPED', 'FILES_UNFIT'].includes(error.code);
    if (!cannotRun) throw error;
    return otherwise();
  }
}

function parsed<T>(container: FilesOf, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw answerInvalid(container, error);
  }
}

function fileFacts(header: string): Pick<FileContent, 'bytes' | 'mode' | 'mtimeMs'> {
  const [, mode, bytes, seconds] = /^([0-9a-f]{1,8}) (\d{1,19}) (-?\d{1,19})$/.exec(header) ?? [];
  if (mode === undefined) throw new RangeError('the first line is not about a file');
  return {
    bytes: Number(bytes),
    mode: statOf(Number.parseInt(mode, 16)).mode,
    mtimeMs: Number(seconds) * 1000,
  };
}

function wholeNumber(header: string): number {
  if (!/^\d{1,19}$/.test(header)) throw new RangeError('the first line is no number');
  return Number(header);
}

/** @throws TRANSFER_BROKEN at the end where less came. More is a file that grew. */
async function* atLeast(
  bytes: number,
  content: AsyncIterable<Buffer>,
  about: { readonly container: string; readonly path: string },
): AsyncGenerator<Buffer, void> {
  let come = 0;
  for await (const chunk of content) {
    come += chunk.length;
    yield chunk;
  }
  if (come >= bytes) return;
  throw failure('TRANSFER_BROKEN', { ...about, reason: `${come} of ${bytes} bytes came` });
}

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');

/** The name of what is not finished; nobody can have put something there before. */
function mark(): string {
  return `.dockhop-${randomBytes(8).toString('hex')}`;
}
