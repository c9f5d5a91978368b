import type { FileStat, Listing, PathStat } from './engineFiles.ts';
import { parseRecords, type FileRecord } from './parseRecords.ts';

/**
 * What the list script printed, as entries sorted by name.
 * @throws RangeError where it is no list.
 */
export function parseListing(output: Buffer): Listing {
  const records = parseRecords(output);
  const followed = new Map(
    records.filter(({ kind }) => kind === '+').map((record) => [key(record), record]),
  );
  const own = records.filter(({ kind }) => kind === '-');
  const named = own.flatMap((record) => {
    const name = nameOf(record.name);
    return name === undefined ? [] : [{ name, ...statOf(record, followed.get(key(record))) }];
  });
  return {
    entries: named.sort((a, b) => (a.name < b.name ? -1 : 1)),
    isCut: records.some(({ kind }) => kind === '!'),
    unnameable: own.length - named.length,
  };
}

/**
 * What the stat script printed.
 * @throws RangeError where it is none.
 */
export function parsePathStat(output: Buffer): PathStat {
  const [own, target, ...more] = parseRecords(output);
  if (own?.kind !== '-' || more.length > 0) throw new RangeError('the answer is not of one file');
  return { ...statOf(own, target), isWritable: own.name.toString('latin1') === 'w' };
}

/** A link has size, time and type of what it leads to; one into nowhere has its own. */
function statOf(own: FileRecord, target: FileRecord | undefined): FileStat {
  return { ...(own.isLink && target ? target : own).stat, isLink: own.isLink };
}

const key = ({ name }: FileRecord): string => name.toString('latin1');

/** Undefined where it is not UTF-8, or no name at all. */
function nameOf(bytes: Buffer): string | undefined {
  const name = bytes.toString('utf8');
  const isExact = Buffer.from(name).equals(bytes);
  return isExact && name !== '' && name !== '.' && name !== '..' ? name : undefined;
}
