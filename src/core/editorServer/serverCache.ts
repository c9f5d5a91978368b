import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { checkOwn } from '../clientFiles/dockhopHome.ts';
import { DockhopError, failure } from '../errors/dockhopError.ts';
import type { Fetcher } from '../ports/fetcher.ts';
import { systemCode, systemReason } from '../ssh/systemReason.ts';
import type { Editor } from './editor.ts';
import { openAddress, type Opened } from './openAddress.ts';
import { Silence } from './silence.ts';

/** A server and its launcher, for two kinds of machine: about 300 MB. */
const mostFiles = 4;
/** Far above any server; whoever sends more sends something else. */
const mostBytes = 1024 * 1024 * 1024;
/** The longest silence of the web server. */
const silenceMs = 60_000;
/** How long to wait for a number that is only nice to know. */
const patienceMs = 10_000;
/** What is so old was left by a program that was killed. */
const leftoverMs = 24 * 3600_000;

/** An archive on the laptop. */
export interface FetchedArchive {
  readonly file: string;
  readonly bytes: number;
}

export type OnBytes = (done: number, all: number | undefined) => void;

/** Archives of servers on this machine: fetched once, and the last few kept. */
export class ServerCache {
  readonly #folder: string;
  readonly #fetcher: Fetcher;

  /** @param folder of Dockhop's own. */
  constructor(folder: string, fetcher: Fetcher) {
    this.#folder = folder;
    this.#fetcher = fetcher;
  }

  /** How much there would be to send; undefined where the web server does not say. */
  async sizeOf(address: string, signal: AbortSignal): Promise<number | undefined> {
    const kept = await sizeIfThere(this.#fileOf(address));
    if (kept !== undefined) return kept;
    const stop = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    try {
      return (await openAddress(this.#fetcher, address, 'HEAD', stop)).bytes;
    } catch {
      // Some servers answer only to GET; what is wrong otherwise, fetching it tells.
      signal.throwIfAborted();
      return undefined;
    }
  }

  /**
   * The archive that an address leads to.
   * @throws EDITOR_SERVER_UNREACHABLE, HOME_UNSAFE.
   */
  async fetch(
    editor: Pick<Editor, 'name'>,
    address: string,
    onBytes: OnBytes,
    signal: AbortSignal,
  ): Promise<FetchedArchive> {
    const file = this.#fileOf(address);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await checkOwn(this.#folder, 'directory');
      if ((await sizeIfThere(file)) === undefined)
        await this.#download(address, file, onBytes, signal);
      await utimes(file, new Date(), new Date());
      await this.#tidy(file);
      return { file, bytes: (await stat(file)).size };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DockhopError) throw error;
      const reason = reasonOf(error);
      const details = { editor: editor.name, address, reason };
      throw failure('EDITOR_SERVER_UNREACHABLE', details, { cause: error });
    }
  }

  /** It gets its name when it is whole: what has the name is. */
  async #download(
    address: string,
    file: string,
    onBytes: OnBytes,
    signal: AbortSignal,
  ): Promise<void> {
    const silence = new Silence(silenceMs);
    const candidate = `${file}.${randomBytes(6).toString('hex')}.part`;
    try {
      const stop = AbortSignal.any([signal, silence.signal]);
      const opened = await openAddress(this.#fetcher, address, 'GET', stop);
      await save(opened, candidate, (done) => {
        silence.broken();
        onBytes(done, opened.bytes);
      });
      await rename(candidate, file);
    } catch (error) {
      await rm(candidate, { force: true });
      throw silence.signal.aborted && !signal.aborted
        ? new Error(`it said nothing for ${silenceMs / 1000} seconds`, { cause: error })
        : error;
    } finally {
      silence.end();
    }
  }

  /** The last few stay, by when they were used. */
  async #tidy(used: string): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.#folder)).map(async (name) => {
        const file = path.join(this.#folder, name);
        const found = await stat(file).catch(() => undefined);
        return { file, at: found?.mtimeMs ?? 0 };
      }),
    );
    const old = Date.now() - leftoverMs;
    const parts = files.filter(({ file, at }) => file.endsWith('.part') && at < old);
    const archives = files.filter(({ file }) => file.endsWith('.tar.gz') && file !== used);
    const surplus = archives.sort((a, b) => b.at - a.at).slice(mostFiles - 1);
    for (const { file } of [...parts, ...surplus]) await rm(file, { force: true });
  }

  #fileOf(address: string): string {
    const name = createHash('sha256').update(address).digest('hex').slice(0, 32);
    return path.join(this.#folder, `${name}.tar.gz`);
  }
}

function bodyOf({ body }: Response): AsyncIterable<Uint8Array> {
  if (!body) throw new Error('nothing came');
  return body;
}

/** Writes a body to a new file. @throws Error where it is not the whole of what was announced. */
async function save(
  { response, sha256, bytes }: Opened,
  file: string,
  onBytes: (done: number) => void,
): Promise<void> {
  const sum = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  let done = 0;
  try {
    for await (const chunk of bodyOf(response)) {
      done += chunk.length;
      if (done > mostBytes) throw new Error(`it sends more than ${mostBytes / 1024 / 1024} MB`);
      sum.update(chunk);
      await handle.writeFile(chunk);
      onBytes(done);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (bytes !== undefined && bytes !== done) throw new Error(`${done} of ${bytes} bytes came`);
  if (sha256 !== undefined && sum.digest('hex') !== sha256) {
    throw new Error('what came has another SHA-256 than the server says');
  }
}

async function sizeIfThere(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  return systemReason(
    error instanceof TypeError && error.cause !== undefined ? error.cause : error,
  );
}
