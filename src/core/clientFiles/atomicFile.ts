import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../ssh/systemReason.ts';
import { unreadable, unwritable } from './fileError.ts';
import { patiently } from './patiently.ts';

/** Access for the person alone: what ssh asks of every file that it trusts. */
export const privateMode = 0o600;

export interface WriteOptions {
  /** Permission bits, set whatever the umask. */
  readonly mode?: number;
  /** The group that the file is to keep. */
  readonly group?: number;
  /** Looks at the finished file beside the old one; throws to keep the old one. */
  readonly inspect?: (candidate: string) => Promise<void>;
}

/**
 * The bytes of a file; undefined only when it does not exist.
 * @throws FILE_UNREADABLE for every other reason.
 */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
}

/**
 * Replaces a file as a whole: a reader, or a crash at any moment, meets the old file or the new
 * one. What is the same already is not written again.
 * @returns false when nothing had to be changed.
 * @throws FILE_UNREADABLE, FILE_UNWRITABLE, and what `inspect` throws; then nothing is changed.
 */
export async function writeAtomically(
  file: string,
  bytes: Buffer,
  options: WriteOptions,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  if (await isSame(file, bytes, options)) return false;
  await sweep(file);
  const candidate = candidateName(file);
  // Exclusive: never through a link that someone put there.
  const handle = await open(candidate, 'wx', privateMode).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  try {
    await fill(handle, bytes, options);
    await options.inspect?.(candidate);
    signal.throwIfAborted();
    await patiently(() => rename(candidate, file), signal);
    await syncDirectory(path.dirname(file));
    return true;
  } catch (error) {
    await removeIfThere(candidate);
    signal.throwIfAborted();
    throw unwritable(file, error);
  }
}

/**
 * Removes a file.
 * @returns false when there was none.
 * @throws FILE_UNWRITABLE
 */
export async function removeIfThere(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw unwritable(file, error);
  }
}

/** In the same directory, for a rename must not cross file systems. */
function candidateName(file: string): string {
  return path.join(path.dirname(file), `${candidatePrefix(file)}${randomBytes(6).toString('hex')}`);
}

function candidatePrefix(file: string): string {
  return `.${path.basename(file)}.dockhop-`;
}

/** A candidate that is so old was left by a program that was killed. */
const abandonedMs = 60_000;

/** Removes what programs that were killed have left beside a file. */
async function sweep(file: string): Promise<void> {
  const directory = path.dirname(file);
  const prefix = candidatePrefix(file);
  // A directory that cannot be listed says so when the candidate is made.
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    if (!/^[0-9a-f]{12}$/.test(name.slice(prefix.length))) continue;
    const left = path.join(directory, name);
    const age = await stat(left).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > abandonedMs) await removeIfThere(left);
  }
}

async function isSame(
  file: string,
  bytes: Buffer,
  { mode = privateMode }: WriteOptions,
): Promise<boolean> {
  const present = await readIfThere(file);
  if (!present?.equals(bytes)) return false;
  // Windows has no such bits.
  return process.platform === 'win32' || ((await stat(file)).mode & 0o777) === (mode & 0o777);
}

/** Writes a new file, down to the disk, and closes it. */
async function fill(
  file: FileHandle,
  bytes: Buffer,
  { mode = privateMode, group }: WriteOptions,
): Promise<void> {
  try {
    if (group !== undefined) await file.chown(-1, group);
    await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the rename itself last; Windows neither needs nor allows it. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
