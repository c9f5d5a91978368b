import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseListing, parsePathStat } from '../../../../../src/core/engine/files/listing.ts';
import { parseRecords } from '../../../../../src/core/engine/files/parseRecords.ts';

/** What `stat -c '/-%f %s %Y %u %g %n'` prints of `./name`. */
const record = (kind: string, mode: string, name: string | Buffer, size = 5): Buffer =>
  Buffer.concat([
    Buffer.from(`/${kind}${mode} ${size} 1700000000 1000 100 ./`),
    Buffer.from(name),
    Buffer.from('\n'),
  ]);

const anyName = fc
  .uint8Array({ minLength: 1, maxLength: 30 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x0a : byte))));

describe('a listing', () => {
  test('has every name, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.array(anyName, { maxLength: 8 }), (names) => {
        const output = Buffer.concat(names.map((name) => record('-', '81a4', name)));
        if (names.length === 0) return;
        expect(parseRecords(output).map(({ name }) => name)).toEqual(names);
      }),
    );
  });

  test('says what a link leads to, what it is itself, and of one into nowhere that it is', () => {
    const { entries } = parseListing(
      Buffer.concat([
        record('-', 'a1ff', 'to directory', 9),
        record('-', 'a1ff', 'into nowhere', 9),
        record('-', '41ed', 'directory', 4096),
        record('+', '41ed', 'to directory', 4096),
      ]),
    );
    expect(entries.map(({ name, type, isLink, bytes }) => [name, type, isLink, bytes])).toEqual([
      ['directory', 'directory', false, 4096],
      ['into nowhere', 'other', true, 9],
      ['to directory', 'directory', true, 4096],
    ]);
    expect(entries[0]).toMatchObject({ mode: 0o755, mtimeMs: 1.7e12, uid: 1000, gid: 100 });
  });

  test('counts what has no name here, and says when there is more', () => {
    const listing = parseListing(
      Buffer.concat([
        record('-', '81a4', Buffer.from([0xff, 0x61])),
        record('-', '81a4', 'a\n/'.slice(0, 2)),
        Buffer.from('/!0 0 0 0 0 ./\n'),
      ]),
    );
    expect(listing).toMatchObject({ isCut: true, unnameable: 1, entries: [{ name: 'a\n' }] });
  });

  test.each([
    ['', 'empty'],
    ['hello', 'no records'],
    ['/-81a4 5 1 0 0 ./a', 'no newline'],
    ['/-81a4 5 1 0 0 .', 'no name'],
    ['/-81a4 x 1 0 0 ./a\n', 'no size'],
    ['/-81a4 5 1 0 0 ./a\n/', 'half a record'],
    ['x/-81a4 5 1 0 0 ./a\n', 'something before'],
  ])('that is none is refused: %j (%s)', (text) => {
    if (text === '') expect(() => parsePathStat(Buffer.from(text))).toThrow(RangeError);
    else expect(() => parseListing(Buffer.from(text))).toThrow(RangeError);
  });

  test('never throws anything but a RangeError, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseListing(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
