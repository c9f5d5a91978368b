import { expect, test } from 'vitest';
import { headedStream } from '../../../../../src/core/engine/files/headedStream.ts';

async function* of(...chunks: string[]): AsyncGenerator<Buffer, void> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}

test.each([[['81a4 5\nhello']], [['81', 'a4 5\n', 'hel', 'lo']], [['81a4 5', '\nhello']]])(
  'the first line is parted from the rest, however it comes: %j',
  async (chunks) => {
    const { header, rest } = await headedStream(of(...chunks));
    let text = '';
    for await (const chunk of rest) text += chunk.toString();
    expect([header, text]).toEqual(['81a4 5', 'hello']);
  },
);

test.each([[[]], [['no line']], [['x'.repeat(300)]], [[`${'x'.repeat(300)}\n`]]])(
  'what has none is refused',
  async (chunks: string[]) => {
    await expect(headedStream(of(...chunks))).rejects.toBeInstanceOf(RangeError);
  },
);
