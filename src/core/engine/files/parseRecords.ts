import type { FileStat, FileType } from './engineFiles.ts';

/** What one line of `stat` says, and of which name. */
export interface FileRecord {
  /** `-` of the file itself, `+` of what the link leads to, `!` that there are more. */
  readonly kind: '-' | '+' | '!';
  readonly name: Buffer;
  readonly stat: Omit<FileStat, 'isLink'>;
  readonly isLink: boolean;
}

/** st_mode of Linux (inode(7)). */
const typeBits = 0o170000;
const linkType = 0o120000;
const types: ReadonlyMap<number, FileType> = new Map<number, FileType>([
  [0o100000, 'file'],
  [0o040000, 'directory'],
]);

const fields = /^([-+!])([0-9a-f]{1,8}) (\d{1,19}) (-?\d{1,19}) (\d{1,10}) (\d{1,10}) \.$/;

const slash = 0x2f;

/**
 * Takes apart what our scripts print: `/`, a mark, the fields, ` ./`, the name and a newline, again
 * and again. Fields and names have no slash, so the pieces between slashes are fields and names by
 * turns, whatever the names are made of.
 * @throws RangeError where it is anything else.
 */
export function parseRecords(output: Buffer): readonly FileRecord[] {
  const pieces = split(output);
  if (pieces.shift()?.length !== 0 || pieces.length % 2 !== 0) {
    throw new RangeError('the list of files is not in records');
  }
  const records: FileRecord[] = [];
  for (let i = 0; i + 1 < pieces.length; i += 2) {
    records.push(recordOf(pieces[i] ?? Buffer.alloc(0), pieces[i + 1] ?? Buffer.alloc(0)));
  }
  return records;
}

function split(output: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = output.indexOf(slash); at !== -1; at = output.indexOf(slash, from)) {
    pieces.push(output.subarray(from, at));
    from = at + 1;
  }
  pieces.push(output.subarray(from));
  return pieces;
}

function recordOf(head: Buffer, tail: Buffer): FileRecord {
  const found = fields.exec(head.toString('latin1'));
  const [, kind, mode = '', bytes, seconds, uid, gid] = found ?? [];
  if ((kind !== '-' && kind !== '+' && kind !== '!') || tail.at(-1) !== 0x0a) {
    throw new RangeError('the list of files has a record that is none');
  }
  const raw = Number.parseInt(mode, 16);
  return {
    kind,
    name: tail.subarray(0, -1),
    stat: {
      ...statOf(raw),
      bytes: Number(bytes),
      mtimeMs: Number(seconds) * 1000,
      uid: Number(uid),
      gid: Number(gid),
    },
    isLink: (raw & typeBits) === linkType,
  };
}

/** Type and permissions of a raw mode, as st_mode has them. */
export function statOf(raw: number): Pick<FileStat, 'type' | 'mode'> {
  return { type: types.get(raw & typeBits) ?? 'other', mode: raw & 0o7777 };
}
