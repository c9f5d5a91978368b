import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteText, bytesOf } from '../../../../src/core/clientFiles/byteText.ts';
import {
  isIncluded,
  withInclude,
  withoutInclude,
} from '../../../../src/core/clientFiles/includeText.ts';

const include = {
  line: 'Include dockhop/config',
  paths: ['dockhop/config', '~/.ssh/dockhop/config', '/home/a b/.ssh/dockhop/config'],
};

/** Bytes as anybody's editor may leave them. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(
      fc.constantFrom(
        'Host gpu*',
        '  User ålice 张三',
        '\tPort 22   ',
        '# comment',
        'Include other/config',
        'Include dockhop/config other/config',
        'Match host x exec "true"',
        '',
        '\r\n',
        '\n',
        '\r',
        '\uFEFF',
        '$& $1 $`',
        'x'.repeat(5000),
      ),
      { maxLength: 30 },
    )
    .chain((parts) => fc.constantFrom('\n', '\r\n', '').map((newline) => parts.join(newline)))
    .map((text) => Buffer.from(text)),
);

describe('the Include line', () => {
  it('comes and goes without a trace, whatever the bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const added = withInclude(byteText(bytes), include);
        expect(isIncluded(added, include)).toBe(true);
        const [line, rest] = [
          added.slice(0, added.indexOf('\n') + 1),
          added.slice(added.indexOf('\n') + 1),
        ];
        expect(line.trimEnd()).toBe(include.line);
        expect(bytesOf(rest).equals(bytes)).toBe(true);
        expect(bytesOf(withoutInclude(added, include)).equals(bytes)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not added twice', () => {
    const once = withInclude('Host a\n', include);
    expect(withInclude(once, include)).toBe(once);
  });

  it('ends like the lines of the file', () => {
    expect(withInclude('Host a\r\nUser b\r\n', include)).toBe(
      'Include dockhop/config\r\nHost a\r\nUser b\r\n',
    );
  });

  it.each([
    ['Host a\nInclude dockhop/config\n', 'below a Host'],
    ['Include other\nInclude dockhop/config\nHost a\n', 'below another Include'],
    ['Include dockhop/config\nHost a\nInclude dockhop/config\n', 'twice'],
  ])('is moved to the first line from where it is: %j (%s)', (text) => {
    const moved = withInclude(text, include);
    expect(moved.split('\n').filter((line) => line === include.line)).toHaveLength(1);
    expect(moved.startsWith(`${include.line}\n`)).toBe(true);
  });

  it.each([
    '  include   dockhop/config  \r\n',
    'Include=dockhop/config\n',
    'INCLUDE "dockhop/config"\n',
    'Include ~/.ssh/dockhop/config\n',
    'Include "/home/a b/.ssh/dockhop/config"\n',
    'Include dockhop/config',
  ])('is recognised as a person may have written it: %j', (line) => {
    expect(isIncluded(line, include)).toBe(true);
    expect(withoutInclude(`${line.trimEnd()}\nHost a\n`, include)).toBe('Host a\n');
  });

  it.each([
    '# Include dockhop/config\n',
    'Include dockhop/config other\n',
    'Include dockhop/config2\n',
    'IncludeX dockhop/config\n',
    'Include "dockhop/config\n',
  ])('leaves a line alone that is not it: %j', (line) => {
    expect(withoutInclude(line, include)).toBe(line);
  });
});
