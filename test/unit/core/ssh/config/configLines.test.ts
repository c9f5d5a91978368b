import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseConfigLines,
  splitArguments,
} from '../../../../../src/core/ssh/config/configLines.ts';

describe('parseConfigLines', () => {
  test('reads keywords in any spelling that ssh takes', () => {
    const text = 'Host a\n  HOST = "b c" d # x\nhost=e\n\tInclude\t~/x\n"quoted" y\n\nPort';
    expect(parseConfigLines(text)).toEqual([
      { keyword: 'host', args: ['a'] },
      { keyword: 'host', args: ['b c', 'd'] },
      { keyword: 'host', args: ['e'] },
      { keyword: 'include', args: ['~/x'] },
      { keyword: 'port', args: [] },
    ]);
  });

  test('keeps the comment right above a line, and no other', () => {
    const text = '# far away\n\n# the big one\n## with eight cards\r\nHost gpu1\nHost gpu2';
    expect(parseConfigLines(text)).toEqual([
      { keyword: 'host', args: ['gpu1'], comment: 'the big one with eight cards' },
      { keyword: 'host', args: ['gpu2'] },
    ]);
  });

  test('never gives up, whatever the file', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab%=#"\'\\ \t\n\ré')) }),
        (text) => {
          const lines = parseConfigLines(`${text}\nHost after`);
          expect(lines.at(-1)).toMatchObject({ keyword: 'host', args: ['after'] });
        },
      ),
    );
  });
});

describe('splitArguments', () => {
  test.each([
    ['a b\tc', ['a', 'b', 'c']],
    ['"a b" c', ['a b', 'c']],
    [`'a "b' c`, ['a "b', 'c']],
    ['a"b c"d', ['ab cd']],
    ['a\\ b', ['a b']],
    ['C:\\Users\\x', ['C:\\Users\\x']],
    ['"a\\"b"', ['a"b']],
    ['a #b', ['a']],
    ['a#b', ['a#b']],
    ['""', ['']],
    ['a "b', ['a']],
    ['a\\', ['a\\']],
  ])('splits %s as ssh does', (text, expected) => {
    expect(splitArguments(text)).toEqual(expected);
  });

  test('gives back every word that was quoted', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom(...Array.from('ab%=#"\'\\ \t\n\ré')) }),
    );
    fc.assert(
      fc.property(words, (original) => {
        const quoted = original.map((word) => `"${word.replace(/["'\\]/g, '\\$&')}"`);
        expect(splitArguments(quoted.join(' '))).toEqual(original);
      }),
    );
  });
});
