import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../ssh/systemReason.ts';
import { saveStream } from '../files/laptop/saveStream.ts';

/** A line of sha256sum is far shorter. */
const longestText = 64 * 1024;

/** Where the checksum of a file is kept. */
export function checksumPath(file: string): string {
  return `${file}.sha256`;
}

/**
 * A file's checksum as `sha256sum --check` takes it; a name with a backslash or a line end has those
 * escaped, which a backslash before the line says (GNU coreutils, md5sum invocation).
 */
export function checksumText(file: string, sha256: string): string {
  const name = path.basename(file);
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === name ? '' : '\\'}${sha256}  ${escaped}\n`;
}

/** The checksum that such a text begins with; undefined where it has none. */
export function parseChecksum(text: string): string | undefined {
  return /^\\?([0-9a-fA-F]{64})(?:[ \t]|\r?\n|$)/.exec(text)?.[1]?.toLowerCase();
}

/** Writes the checksum of a file beside it. @throws FILE_UNWRITABLE. */
export async function writeChecksum(
  file: string,
  sha256: string,
  signal: AbortSignal,
): Promise<void> {
  const content = async function* () {
    await Promise.resolve();
    yield Buffer.from(checksumText(file, sha256));
  };
  await saveStream(content(), checksumPath(file), {}, signal);
}

/** The checksum that lies beside a file; undefined where there is none that could be read. */
export async function readChecksum(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(checksumPath(file), 'utf8');
    return text.length > longestText ? undefined : parseChecksum(text);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** In hexadecimal. @throws the system's error. */
export async function sha256Of(
  file: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { signal })) {
    if (!(chunk instanceof Uint8Array)) continue;
    hash.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  return hash.digest('hex');
}
