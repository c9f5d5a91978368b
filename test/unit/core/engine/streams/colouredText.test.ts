import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColouredText } from '../../../../../src/core/engine/streams/colouredText.ts';

const shown = (...parts: string[]): string => {
  const text = new ColouredText();
  return parts.map((part) => text.pass(part)).join('');
};

/** Rich in what terminals obey. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('\u001b', '[', ']', 'P', '\\', '\u0007', ';', 'm', '31', '?', ' ', '52;c;'),
      fc.constantFrom('\u009b', '\u009d', '\u009c', '\u0090', '\r', '\n', '\t', '\b', '\u007f'),
      fc.constantFrom('\u001b[2J', '\u001b]0;t\u0007', '\u001b[1;31m', '\u001bc', '\u001b(0'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('text of a stranger’s for a terminal', () => {
  it.each([
    ['plain 漢字 🙂\n', 'plain 漢字 🙂\r\n'],
    ['a\u001b[1;38;5;208mb\u001b[0mc', 'a\u001b[1;38;5;208mb\u001b[0mc'],
    ['a\u001b[38:2::255:0:0mb', 'a\u001b[38:2::255:0:0mb'],
    ['a\u001b]52;c;cHduZWQ=\u0007b', 'ab'],
    ['a\u001b]0;title\u001b\\b', 'ab'],
    ['a\u001bPnever ended\nb', 'a\r\nb'],
    ['a\u009d52;c;x\u009cb', 'ab'],
    ['a\u001bP+q544e\u001b\\b', 'ab'],
    ['a\u001b_apc\u001b\\b', 'ab'],
    ['a\u001b[2J\u001b[3J\u001b[Hb', 'ab'],
    ['a\u001b[?1049hb', 'ab'],
    ['a\u001b[>4;2mb', 'ab'],
    ['a\u001b[6nb', 'ab'],
    ['a\u001bcb', 'ab'],
    ['a\u001b(0b', 'ab'],
    ['a\b\u007f\u0000\u0007b', 'ab'],
    ['10%\r20%\r\n', '10%\r20%\r\r\n'],
    ['a\u009b31mb', 'a\u001b[31mb'],
  ])('%j becomes %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('holds nothing that a terminal obeys but colours and line ends', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        // eslint-disable-next-line no-control-regex
        expect(shown(text).replace(/\u001b\[[\d:;]{0,64}m|[\r\n\t]/g, '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('is the same in whatever parts it comes', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(60), { maxLength: 4 }), (text, cuts) => {
        const characters = Array.from(text);
        const at = [0, ...cuts.sort((a, b) => a - b), characters.length];
        const parts = at.map((from, index) => characters.slice(from, at[index + 1]).join(''));
        expect(shown(...parts)).toBe(shown(text));
      }),
    );
  });

  it('remembers no more of a colour than a colour can be', () => {
    expect(shown('\u001b[', '1;'.repeat(1_000_000), 'm', 'after')).toBe('after');
  });
});
