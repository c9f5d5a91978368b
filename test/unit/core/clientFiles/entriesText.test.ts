import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  ownLinesOf,
  splitEntries,
  withBlock,
  withOwnLines,
  withoutBlock,
} from '../../../../src/core/clientFiles/entriesText.ts';
import { entryText } from '../../../../src/core/clientFiles/entryText.ts';
import { entryFor } from './values.ts';

const block = (alias: string): string =>
  entryText(entryFor(alias), { identityFile: '/k', knownHostsFile: `/h/${alias}` });

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        block('a'),
        block('b'),
        '# >>> dockhop a\n',
        '# <<< dockhop a\n',
        '# >>> dockhop b\r\n',
        'Host a\n',
        'Host mine\n  User x\n',
        'Match all\n',
        '\n',
        '\r\n',
      ),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const hostLines = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /^Host mine|^Match/.test(line));

describe('the entries file', () => {
  it('is the sum of its pieces', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(
          splitEntries(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('gets and loses an entry, whatever else is in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const added = withBlock(text, 'new', block('new'));
        expect(blocksOf(added, 'new')).toEqual([block('new')]);
        const removed = withoutBlock(added, 'new');
        expect([text, `${text}\n`]).toContain(removed);
      }),
    );
  });

  it("never swallows a person's host, however the marks are broken", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(hostLines(withoutBlock(text, 'a'))).toEqual(hostLines(text));
        expect(hostLines(withBlock(text, 'a', block('a')))).toEqual(hostLines(text));
      }),
    );
  });

  it('ends a block that lost its end before the next host', () => {
    const broken = block('a').replace(/# <<< dockhop a\n$/, '');
    const text = `${broken}Host mine\n  User x\n`;
    expect(withoutBlock(text, 'a')).toBe('Host mine\n  User x\n');
    expect(withoutBlock(broken + block('b'), 'a')).toBe(block('b'));
  });

  it('makes one of an entry that somebody copied', () => {
    expect(withBlock(`${block('a')}# x\n${block('a')}`, 'a', block('a'))).toBe(
      `${block('a')}# x\n`,
    );
  });
});

describe("a person's own lines in a block", () => {
  const edited = block('a')
    .replace('Host a\n', 'Host a\n  User bob\n\n  # why\n')
    .replace('  Port 22\n', '  Port 23\n  LocalForward 1 h:1\n');

  it('are found above ours, and below where they are no option of ours', () => {
    expect(ownLinesOf(edited, 'a')).toEqual(['  User bob', '', '  # why', '  LocalForward 1 h:1']);
  });

  it('are none in a block as we write it', () => {
    expect(ownLinesOf(block('a'), 'a')).toEqual([]);
    expect(ownLinesOf(block('a').replaceAll('\n', '\r\n'), 'a')).toEqual([]);
  });

  it('stay the same when written again', () => {
    const once = withOwnLines(block('a'), ownLinesOf(edited, 'a'));
    expect(ownLinesOf(once, 'a')).toEqual(ownLinesOf(edited, 'a'));
    expect(withOwnLines(block('a'), ownLinesOf(once, 'a'))).toBe(once);
  });
});
