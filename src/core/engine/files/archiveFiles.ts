import { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { failure, type DockhopError } from '../../errors/dockhopError.ts';
import { answerBytes } from '../speak/answerBytes.ts';
import type { Call, EngineApi } from '../speak/engineApi.ts';
import { idSchema } from '../speak/engineSchemas.ts';
import { archiveStatSchema, type ArchiveStat } from './archiveStat.ts';
import type { FileContent, FilesOf, PathStat, Tree } from './engineFiles.ts';
import { onlyFile } from './onlyFile.ts';

const notFound = 404;
const answerSchema = v.instance(IncomingMessage);

/**
 * Reads files by the engine's archive API, as root and without running anything in the container.
 * It has no list of a directory but the directory itself, with all that is below it.
 *
 * @see Docker Engine API, "Container": ContainerArchiveInfo, ContainerArchive.
 */
export class ArchiveFiles {
  readonly #api: EngineApi;

  constructor(api: EngineApi) {
    this.#api = api;
  }

  async stat(container: FilesOf, path: string, signal: AbortSignal): Promise<PathStat> {
    const { stat, target } = await this.#lookAt(container, path, signal);
    return { ...(target ?? stat).stat, isLink: stat.isLink, isWritable: false };
  }

  async read(
    container: FilesOf,
    path: string,
    maxBytes: number | undefined,
    signal: AbortSignal,
  ): Promise<FileContent> {
    const about = { container: container.name, path };
    const { stat, target, at } = await this.#lookAt(container, path, signal);
    const { type, bytes, mode, mtimeMs } = (target ?? stat).stat;
    if (type === 'directory') throw failure('FILE_KIND', about, { variant: 'directory' });
    if (type !== 'file') throw failure('FILE_KIND', about);
    if (maxBytes !== undefined && bytes > maxBytes) throw failure('FILE_TOO_LARGE', about);
    const answer = await this.#open(container, at, signal);
    const broken = (reason: string) => failure('TRANSFER_BROKEN', { ...about, reason });
    const content = answerBytes(this.#api, answer, signal, onlyFile(answer, bytes, broken));
    return { bytes, mode, mtimeMs, content };
  }

  async readTree(container: FilesOf, path: string, signal: AbortSignal): Promise<Tree> {
    const about = { container: container.name, path };
    const { stat, target, at } = await this.#lookAt(container, path, signal);
    if ((target ?? stat).stat.type !== 'directory') {
      throw failure('FILE_KIND', about, { variant: 'notDirectory' });
    }
    const answer = await this.#open(container, `${at === '/' ? '' : at}/.`, signal);
    return { bytes: 0, tar: answerBytes(this.#api, answer, signal) };
  }

  /** A path, and what it leads to where it is a link. */
  async #lookAt(container: FilesOf, path: string, signal: AbortSignal) {
    const stat = await this.#info(container, path, signal);
    if (stat.target === '') return { stat, target: undefined, at: path };
    return { stat, target: await this.#info(container, stat.target, signal), at: stat.target };
  }

  async #info(container: FilesOf, path: string, signal: AbortSignal): Promise<ArchiveStat> {
    const answer = await this.#api.open(
      {
        ...this.#call(container, path, 'look at a file'),
        send: (client, abortSignal) =>
          client.getContainer(container.id).infoArchive({ path, abortSignal }),
      },
      signal,
    );
    answer.resume();
    const header = answer.headers['x-docker-container-path-stat'];
    const parsed = v.safeParse(archiveStatSchema, header);
    if (parsed.success) return parsed.output;
    throw this.#api.unreadable(v.flatten<typeof archiveStatSchema>(parsed.issues));
  }

  #open(container: FilesOf, path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const call = this.#call(container, path, 'send a file');
    const send: Call<IncomingMessage>['send'] = (client, abortSignal) =>
      client.getContainer(container.id).getArchive({ path, abortSignal });
    return this.#api.open({ ...call, send }, signal);
  }

  #call(container: FilesOf, path: string, what: string) {
    // The id becomes part of the request's path.
    const about = { container: container.name, path };
    if (!v.is(idSchema, container.id)) throw failure('FILE_ABSENT', about);
    const refused = ({ status }: { status: number }): Promise<DockhopError | undefined> =>
      Promise.resolve(status === notFound ? failure('FILE_ABSENT', about) : undefined);
    return { what, schema: answerSchema, refused };
  }
}
