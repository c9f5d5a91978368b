import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Demultiplexer } from '../../../../../src/core/engine/speak/demultiplexer.ts';
import { chunksOf } from '../chunksOf.ts';
import { frame } from '../fakeEngine.ts';

function demultiplex(chunks: readonly Buffer[]): { stdout: Buffer; stderr: Buffer } {
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const demultiplexer = new Demultiplexer((stream, chunk) => output[stream].push(chunk));
  for (const chunk of chunks) demultiplexer.push(chunk);
  demultiplexer.end();
  return { stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr) };
}

test('both outputs come back whole wherever the chunks end', () => {
  const frames = fc.array(
    fc.record({ kind: fc.integer({ min: 0, max: 3 }), payload: fc.uint8Array() }),
  );
  fc.assert(
    fc.property(frames, fc.array(fc.nat(20)), (sent, sizes) => {
      const bytes = Buffer.concat(sent.map(({ kind, payload }) => frame(kind, payload)));
      const payloads = (wanted: (kind: number) => boolean) =>
        Buffer.concat(sent.filter(({ kind }) => wanted(kind)).map(({ payload }) => payload));
      const { stdout, stderr } = demultiplex(chunksOf(bytes, sizes));
      expect(stdout.equals(payloads((kind) => kind < 2))).toBe(true);
      expect(stderr.equals(payloads((kind) => kind >= 2))).toBe(true);
    }),
  );
});

test('any bytes are either taken apart or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        demultiplex([Buffer.from(bytes)]);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('a payload is handed on before its frame is complete, however long it claims to be', () => {
  const received: string[] = [];
  const demultiplexer = new Demultiplexer((_, chunk) => received.push(chunk.toString()));
  demultiplexer.push(Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x61, 0x62]));
  expect(received).toEqual(['ab']);
});

test.each([
  ['a text instead of frames', Buffer.from('OCI runtime exec failed')],
  ['an unknown stream', frame(4, 'x')],
  ['a header with bytes that must be zero', Buffer.from([1, 0, 1, 0, 0, 0, 0, 0])],
  ['an end inside a payload', frame(1, 'abc').subarray(0, 10)],
  ['an end inside a header', frame(1, 'abc').subarray(0, 5)],
])('%s is refused', (_, bytes) => {
  expect(() => demultiplex([bytes])).toThrow(RangeError);
});
