import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';
import { systemCode } from '../ssh/systemReason.ts';
import { hasAccessList } from './accessList.ts';
import { readIfThere, removeIfThere, writeAtomically } from './atomicFile.ts';
import { bytesOf, byteText } from './byteText.ts';
import { unreadable } from './fileError.ts';
import { isIncluded, withInclude, withoutInclude, type IncludeLine } from './includeText.ts';

/** The person's config as it was found. */
interface Found {
  /** The file itself, behind any links; where there is none, where it would be. */
  readonly target: string;
  /** Undefined when there is no file. */
  readonly stats: Stats | undefined;
  readonly bytes: Buffer;
  /** True when the config's name is a symbolic link. */
  readonly linked: boolean;
}

export interface UserConfigOptions {
  /** Where the config as it was before the first change is kept. */
  readonly originalFile: string;
  /**
   * Looks at the changed config beside the present one, throws to keep that. The present one is
   * undefined when there is none.
   */
  readonly compare: (
    present: string | undefined,
    candidate: string,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** The person's own ssh config, of which Dockhop changes one line. Called under the file lock. */
export class UserConfig {
  readonly #file: string;
  readonly #include: IncludeLine;
  readonly #options: UserConfigOptions;

  constructor(file: string, include: IncludeLine, options: UserConfigOptions) {
    this.#file = file;
    this.#include = include;
    this.#options = options;
  }

  async exists(): Promise<boolean> {
    return (await this.#find()).stats !== undefined;
  }

  /** @throws FILE_UNREADABLE, CONFIG_UNSAFE */
  async isIncluded(): Promise<boolean> {
    const { bytes } = await this.#find();
    return isIncluded(byteText(bytes), this.#include);
  }

  /**
   * Puts our line first, by one rename; the rest keeps every byte, its mode, owner and links.
   * @throws CONFIG_UNSAFE with the line to paste, FILE_UNREADABLE, FILE_UNWRITABLE; then nothing
   * is changed.
   */
  async addInclude(signal: AbortSignal): Promise<void> {
    const found = await this.#find();
    const text = byteText(found.bytes);
    if (isIncluded(text, this.#include)) return;
    const hadNone = withoutInclude(text, this.#include) === text;
    await this.#checkSafe(found, signal);
    if (found.stats !== undefined && hadNone) {
      await writeAtomically(this.#options.originalFile, found.bytes, {}, signal);
    }
    await this.#replace(found, withInclude(text, this.#include), signal);
  }

  /**
   * Takes our line out; what remains is what there was before.
   * @param created whether we made the file: then it goes when nothing remains.
   * @throws as `addInclude`
   */
  async removeInclude(created: boolean, signal: AbortSignal): Promise<void> {
    const found = await this.#find();
    const text = byteText(found.bytes);
    const remaining = withoutInclude(text, this.#include);
    if (remaining !== text) {
      await this.#checkSafe(found, signal);
      if (created && remaining === '' && !found.linked) await removeIfThere(found.target);
      else await this.#replace(found, remaining, signal);
    }
    await this.#dropOriginal(bytesOf(remaining));
  }

  /** The kept original has done its service when the config is like it again. */
  async #dropOriginal(remaining: Buffer): Promise<void> {
    const original = await readIfThere(this.#options.originalFile);
    if (original?.equals(remaining)) await removeIfThere(this.#options.originalFile);
  }

  async #find(): Promise<Found> {
    const linked = await this.#isLink();
    const target = await this.#target(linked);
    const stats = await statIfThere(target);
    // Not even read: a pipe would wait for ever.
    if (stats !== undefined && !stats.isFile()) throw this.#unsafe('it is not a regular file');
    const bytes = stats === undefined ? undefined : await readIfThere(target);
    return { target, linked, stats, bytes: bytes ?? Buffer.alloc(0) };
  }

  async #isLink(): Promise<boolean> {
    try {
      return (await lstat(this.#file)).isSymbolicLink();
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw unreadable(this.#file, error);
    }
  }

  async #target(linked: boolean): Promise<string> {
    if (!linked) return this.#file;
    try {
      return await realpath(this.#file);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw unreadable(this.#file, error);
      const meant = await readlink(this.#file);
      throw this.#unsafe(`it is a link to ${meant}, which does not exist`);
    }
  }

  async #checkSafe({ target, stats, bytes }: Found, signal: AbortSignal): Promise<void> {
    if (stats === undefined) return;
    if (hasByteOrderMark(bytes)) {
      // ssh refuses it, and says so in its own words.
      await this.#options.compare(target, target, signal);
      throw this.#unsafe('it begins with a byte-order mark');
    }
    if (stats.nlink > 1) throw this.#unsafe('it has more than one name (hard links)');
    if (process.geteuid !== undefined && stats.uid !== process.geteuid()) {
      throw this.#unsafe('it belongs to another account');
    }
    if ((stats.mode & 0o200) === 0) {
      throw failure('FILE_UNWRITABLE', { file: this.#file, reason: 'it is read-only' });
    }
    if (await hasAccessList(target)) {
      throw this.#unsafe('it has an access list (ACL), which a new file would not have');
    }
  }

  async #replace({ target, stats, bytes }: Found, text: string, signal: AbortSignal) {
    const inspect = async (candidate: string): Promise<void> => {
      const present = stats === undefined ? undefined : target;
      // Of the directory's: with the mode of the present file it could let others in.
      if (((stats?.mode ?? 0) & 0o070) !== 0 && (await hasAccessList(candidate))) {
        throw this.#unsafe('its directory gives new files an access list (ACL)');
      }
      await this.#options.compare(present, candidate, signal);
      // The person's editor knows nothing of our lock.
      const now = (await readIfThere(target)) ?? Buffer.alloc(0);
      if (!now.equals(bytes)) throw failure('FILE_LOCKED', { file: this.#file });
    };
    const kept = stats === undefined ? {} : { mode: stats.mode & 0o7777, ...keptGroup(stats) };
    try {
      await writeAtomically(target, bytesOf(text), { ...kept, inspect }, signal);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (process.platform === 'win32' || systemCode(cause) !== 'EBUSY') throw error;
      throw this.#unsafe('it is a mount point');
    }
  }

  #unsafe(reason: string): Error {
    return failure('CONFIG_UNSAFE', { file: this.#file, reason, line: this.#include.line });
  }
}

async function statIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(path.resolve(file), error);
  }
}

/** Said even where it is our own: in some directories new files get the directory's group. */
function keptGroup({ gid }: Stats): { group?: number } {
  return process.platform === 'win32' ? {} : { group: gid };
}

/** Of UTF-8 and of UTF-16. */
function hasByteOrderMark(bytes: Buffer): boolean {
  return ['efbbbf', 'fffe', 'feff'].some((mark) => bytes.toString('hex', 0, 3).startsWith(mark));
}
