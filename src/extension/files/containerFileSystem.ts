import * as vscode from 'vscode';
import type { EngineDirectory } from '../../core/attach/engineDirectory.ts';
import { failure } from '../../core/errors/dockhopError.ts';
import type { EngineFiles, FilesOf, FileStat } from '../../core/engine/files/engineFiles.ts';
import { fileAuthority, fileOwner, fileScheme, type FileOwner } from './fileAuthority.ts';
import { fileSystemError } from './fileSystemError.ts';

/** Beyond this an editor is not the place for a file; it is held in memory as a whole. */
export const mostEditorBytes = 50_000_000;

interface Reached {
  readonly files: EngineFiles;
  readonly container: FilesOf;
  readonly signal: AbortSignal;
}

/**
 * Files of containers for the editor, under the scheme `dockhop`: as they are now, nothing is kept.
 * Nothing is watched either, for engines do not tell of changes to files.
 */
export class ContainerFileSystem implements vscode.FileSystemProvider {
  readonly #directory: EngineDirectory;
  readonly #ended: AbortSignal;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #names = new Map<string, string>();
  /** Until then the editor asks by itself, for a file of an earlier time: no host may ask anything. */
  #isInUse = false;
  readonly onDidChangeFile = this.#changes.event;

  constructor(directory: EngineDirectory, ended: AbortSignal) {
    this.#directory = directory;
    this.#ended = ended;
  }

  register(): vscode.Disposable {
    return vscode.workspace.registerFileSystemProvider(fileScheme, this, { isCaseSensitive: true });
  }

  /** The URI of a file that the person chose. */
  uriOf(owner: FileOwner, path: string): vscode.Uri {
    this.#isInUse = true;
    return vscode.Uri.from({ scheme: fileScheme, authority: fileAuthority(owner), path });
  }

  /** Tells the editor what became of files by another way than it. */
  tell(
    owner: FileOwner,
    changes: readonly { readonly type: vscode.FileChangeType; readonly path: string }[],
  ): void {
    this.#changes.fire(changes.map(({ type, path }) => ({ type, uri: this.uriOf(owner, path) })));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.#at(uri, async ({ files, container, signal }) => {
      const stat = await files.stat(container, uri.path, signal);
      const { bytes: size, mtimeMs: mtime, isWritable } = stat;
      // No engine tells when a file was made.
      const facts = { type: fileType(stat), ctime: 0, mtime, size };
      return isWritable ? facts : { ...facts, permissions: vscode.FilePermission.Readonly };
    });
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.#at(uri, async ({ files, container, signal }) => {
      const { entries } = await files.list(container, uri.path, signal);
      return entries.map((entry) => [entry.name, fileType(entry)]);
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#at(uri, async ({ files, container, signal }) => {
      const maxBytes = mostEditorBytes;
      const { content } = await files.read(container, uri.path, { maxBytes }, signal);
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of content) {
        length += chunk.length;
        if (length > maxBytes) {
          throw failure('FILE_TOO_LARGE', { container: container.name, path: uri.path });
        }
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    });
  }

  async writeFile(
    uri: vscode.Uri,
    bytes: Uint8Array,
    mode: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    await this.#change(uri, vscode.FileChangeType.Changed, ({ files, container, signal }) => {
      const content = { bytes: bytes.length, content: pieces(bytes) };
      return files.write(container, uri.path, content, mode, signal);
    });
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.#change(uri, vscode.FileChangeType.Created, ({ files, container, signal }) =>
      files.makeDirectory(container, uri.path, signal),
    );
  }

  async delete(uri: vscode.Uri, options: { readonly recursive: boolean }): Promise<void> {
    await this.#change(uri, vscode.FileChangeType.Deleted, ({ files, container, signal }) =>
      files.remove(container, uri.path, options, signal),
    );
  }

  async rename(
    from: vscode.Uri,
    to: vscode.Uri,
    options: { readonly overwrite: boolean },
  ): Promise<void> {
    this.#withinOne(from, to);
    await this.#change(from, vscode.FileChangeType.Deleted, ({ files, container, signal }) =>
      files.rename(container, from.path, to.path, options, signal),
    );
    this.#changes.fire([{ type: vscode.FileChangeType.Created, uri: to }]);
  }

  async copy(
    from: vscode.Uri,
    to: vscode.Uri,
    options: { readonly overwrite: boolean },
  ): Promise<void> {
    this.#withinOne(from, to);
    await this.#change(to, vscode.FileChangeType.Created, ({ files, container, signal }) =>
      files.copy(container, from.path, to.path, options, signal),
    );
  }

  dispose(): void {
    this.#changes.dispose();
  }

  /** No program of a container reaches into another. */
  #withinOne(from: vscode.Uri, to: vscode.Uri): void {
    if (from.authority !== to.authority) throw vscode.FileSystemError.Unavailable(to);
  }

  async #change(
    uri: vscode.Uri,
    type: vscode.FileChangeType,
    work: (reached: Reached) => Promise<void>,
  ): Promise<void> {
    this.#isInUse = true;
    await this.#at(uri, work);
    this.#changes.fire([{ type, uri }]);
  }

  async #at<T>(uri: vscode.Uri, work: (reached: Reached) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#reach(uri));
    } catch (error) {
      throw fileSystemError(error);
    }
  }

  async #reach(uri: vscode.Uri): Promise<Reached> {
    const owner = fileOwner(uri.authority);
    if (!owner) throw failure('FILE_ABSENT', { container: uri.authority, path: uri.path });
    const { host, engine: engineId, container: id } = owner;
    const unasked = this.#isInUse ? {} : { unasked: true };
    const { connection, engines } = await this.#directory.reach(host, this.#ended, unasked);
    const signal = AbortSignal.any([this.#ended, connection.closed]);
    const engine = engines.find(({ info }) => info.id === engineId);
    if (!engine) {
      const answering = engines.map(({ info }) => info.id).join(', ');
      throw failure('ENGINE_UNKNOWN', { engine: engineId, host, engines: answering });
    }
    const name = this.#names.get(id) ?? (await engine.inspectContainer(id, signal)).name;
    this.#names.set(id, name);
    return { files: engine.files, container: { id, name }, signal };
  }
}

function fileType({ type, isLink }: Pick<FileStat, 'type' | 'isLink'>): vscode.FileType {
  const of = {
    file: vscode.FileType.File,
    directory: vscode.FileType.Directory,
    other: vscode.FileType.Unknown,
  }[type];
  // The editor's own way to say both.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
  return isLink ? of | vscode.FileType.SymbolicLink : of;
}

/** In parts, so that a large one does not wait in one write. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  const length = 1024 * 1024;
  for (let at = 0; at < bytes.length; at += length) {
    yield await Promise.resolve(bytes.subarray(at, at + length));
  }
}
