import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NoiseGate } from '../../../../../src/core/engine/speak/noiseGate.ts';
import { chunksOf } from '../chunksOf.ts';

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK';

function passed(bytes: Buffer, cuts: readonly number[]): string {
  const gate = new NoiseGate();
  return Buffer.concat(chunksOf(bytes, cuts).map((chunk) => gate.pass(chunk))).toString('latin1');
}

describe('what comes before the first answer', () => {
  test('is kept back, whatever it is and however it is cut', () => {
    const noise = fc.oneof(
      fc.constant(''),
      fc.constantFrom('Welcome!\r\n', 'HTTP/1.1 ', 'HTTP/1.1 20', '\u001b[2J', 'HTTP/1.2 200 '),
      fc.string({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(noise, fc.array(fc.nat(300)), (before, cuts) => {
        // The last word of noise must not become part of the answer's first.
        const bytes = Buffer.from(`${before}\n${answer}HTTP/1.1 404 `, 'latin1');
        expect(passed(bytes, cuts)).toBe(`${answer}HTTP/1.1 404 `);
      }),
    );
  });

  test('may be as long as the longest greeting, and no longer', () => {
    const line = Buffer.alloc(1024, 'x');
    const gate = new NoiseGate();
    for (let i = 0; i < 64; i++) expect(gate.pass(line)).toHaveLength(0);
    expect(() => gate.pass(line)).toThrow('too much');
    const other = new NoiseGate();
    expect(() => other.pass(Buffer.alloc(1_000_000))).toThrow('too much');
  });
});
