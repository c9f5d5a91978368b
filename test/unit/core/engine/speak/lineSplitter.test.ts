import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../../../../src/core/engine/speak/lineSplitter.ts';
import { chunksOf } from '../chunksOf.ts';

function linesOf(chunks: readonly Uint8Array[], maxLength = 10_000): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter({
    maxLength,
    onLine: (line, cutShort) => lines.push(cutShort ? `${line}…` : line),
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

test('lines are the same wherever the chunks end', () => {
  const line = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
  const ending = fc.constantFrom('\n', '\r\n', '\r', '\n\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(line, ending)), fc.array(fc.nat(50)), (parts, sizes) => {
      const bytes = Buffer.from(parts.map(([text, end]) => text + end).join(''));
      expect(linesOf(chunksOf(bytes, sizes))).toEqual(parts.map(([text]) => text));
    }),
  );
});

test('a last line without an end counts', () => {
  expect(linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b']);
});

test('a line without an end in sight does not grow for ever', () => {
  const chunk = Buffer.from('x'.repeat(100));
  expect(linesOf([chunk, chunk, Buffer.from('\nshort\n')], 8)).toEqual(['xxxxxxxx…', 'short']);
});

test('bytes that are no text become replacement characters', () => {
  expect(linesOf([Buffer.from([0x61, 0xff, 0x0a])])).toEqual(['a\ufffd']);
});
