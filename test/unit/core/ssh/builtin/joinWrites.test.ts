import { setImmediate as nextTurn } from 'node:timers/promises';
import { Duplex, type DuplexOptions } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { joinWrites } from '../../../../../src/core/ssh/builtin/joinWrites.ts';

/** A stream that keeps what leaves it, piece by piece, and whose writes are joined. */
function joined(options: DuplexOptions = {}): { stream: Duplex; left: string[] } {
  const left: string[] = [];
  const stream = new Duplex({
    read: () => undefined,
    writev: (pieces, done) => {
      left.push(pieces.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
    ...options,
  });
  joinWrites(stream);
  return { stream, left };
}

function writeAll(stream: Duplex, pieces: readonly string[]): void {
  for (const piece of pieces) stream.write(piece);
}

describe('joinWrites', () => {
  test('what is written in one go leaves in one piece, and in its order', async () => {
    const { stream, left } = joined();
    writeAll(stream, ['length ', 'contents ', 'tag']);
    expect(left).toEqual([]);
    await nextTurn();
    writeAll(stream, ['more', ' of it']);
    await nextTurn();
    expect(left).toEqual(['length contents tag', 'more of it']);
  });

  test('what comes while a piece is still on its way follows it', async () => {
    const waiting: (() => void)[] = [];
    const { stream, left } = joined({
      writev: (pieces, done) => {
        left.push(pieces.map(({ chunk }) => String(chunk)).join(''));
        waiting.push(done);
      },
    });
    writeAll(stream, ['a', 'b']);
    await nextTurn();
    writeAll(stream, ['c', 'd']);
    await nextTurn();
    expect(left).toEqual(['ab']);
    waiting.shift()?.();
    await nextTurn();
    expect(left).toEqual(['ab', 'cd']);
  });

  test('a last word before the end is said', () => {
    const { stream, left } = joined();
    writeAll(stream, ['good', 'bye']);
    stream.end();
    expect(left).toEqual(['goodbye']);
  });

  test('says when there is enough, and when there is room again', async () => {
    const { stream } = joined({ writableHighWaterMark: 4 });
    expect(stream.write('ab')).toBe(true);
    const isDrained = new Promise((resolve) => stream.once('drain', resolve));
    expect(stream.write('cd')).toBe(false);
    await isDrained;
    expect(stream.write('ef')).toBe(true);
  });

  test('a stream that is destroyed in between is left alone', async () => {
    const { stream, left } = joined();
    stream.write('a');
    stream.destroy();
    await nextTurn();
    expect(left).toEqual([]);
  });
});
