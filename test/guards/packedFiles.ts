export interface PackedFile {
  readonly name: string;
  /** As packed. */
  readonly bytes: number;
}

/**
 * The files in a zip, by its directory (PKWARE APPNOTE, sections 4.3.12 and 4.3.16); one without a
 * comment.
 * @throws RangeError where it is none.
 */
export function packedFiles(zip: Buffer): readonly PackedFile[] {
  const end = zip.length - 22;
  expectMark(zip, end, 0x06054b50);
  const files: PackedFile[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    expectMark(zip, at, 0x02014b50);
    const lengthAt = (offset: number) => zip.readUInt16LE(at + offset);
    const [name, extra, comment] = [lengthAt(28), lengthAt(30), lengthAt(32)];
    const begin = at + 46;
    const bytes = zip.readUInt32LE(at + 20);
    files.push({ name: zip.toString('utf8', begin, begin + name), bytes });
    at = begin + name + extra + comment;
  }
  return files;
}

function expectMark(zip: Buffer, at: number, mark: number): void {
  if (zip.readUInt32LE(at) !== mark) throw new RangeError('it is no zip, or has a comment');
}
