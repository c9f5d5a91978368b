import * as v from 'valibot';
import type { FileStat, FileType } from './engineFiles.ts';

export interface ArchiveStat {
  /** As of the path itself; its owner is not told. */
  readonly stat: Omit<FileStat, 'isLink'>;
  readonly isLink: boolean;
  /** What a link leads to, as an absolute path in the container; empty where it is none. */
  readonly target: string;
}

/** Go's io/fs.FileMode: the highest bits say the type, the lowest nine the permissions. */
const goTypeBits = [31, 27, 26, 25, 24, 21, 19];
const goDirectory = 31;
const goLink = 27;

const has = (mode: number, bit: number): boolean => Math.floor(mode / 2 ** bit) % 2 === 1;

function typeOf(mode: number): FileType {
  if (has(mode, goDirectory)) return 'directory';
  return goTypeBits.some((bit) => has(mode, bit)) ? 'other' : 'file';
}

const decoded = v.pipe(
  v.string(),
  v.maxLength(20_000),
  v.base64(),
  v.transform((text) => Buffer.from(text, 'base64').toString('utf8')),
  v.parseJson(),
);

/** The header X-Docker-Container-Path-Stat: base64 of JSON. */
export const archiveStatSchema = v.pipe(
  decoded,
  v.object({
    size: v.pipe(v.number(), v.integer(), v.minValue(0)),
    mode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)),
    mtime: v.pipe(
      v.string(),
      v.maxLength(64),
      v.transform((text) => Date.parse(text)),
      v.number(),
    ),
    linkTarget: v.nullish(
      v.pipe(
        v.string(),
        v.maxLength(4096),
        v.check((path) => path === '' || path.startsWith('/')),
      ),
      '',
    ),
  }),
  v.transform(({ size, mode, mtime, linkTarget }): ArchiveStat => ({
    stat: {
      type: typeOf(mode),
      bytes: size,
      mtimeMs: Math.trunc(mtime / 1000) * 1000,
      mode: mode % 0o1000,
      uid: 0,
      gid: 0,
    },
    isLink: has(mode, goLink),
    target: has(mode, goLink) ? linkTarget : '',
  })),
);
