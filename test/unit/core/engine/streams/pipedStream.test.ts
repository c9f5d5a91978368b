import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { PipedStream } from '../../../../../src/core/engine/streams/pipedStream.ts';

/** The engine's side of a program without a terminal. */
class Engine extends Duplex {
  written = '';
  isEnded = false;
  override _read(): void {
    // What there is to read is pushed by the test.
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
  override _final(done: () => void): void {
    this.isEnded = true;
    done();
  }
  frame(stream: number, text: string): Buffer {
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  }
}

it('gives out standard output, keeps the first of standard error, and passes input and its end on', async () => {
  const engine = new Engine();
  const piped = new PipedStream(engine);
  const bytes = Buffer.concat([
    engine.frame(1, 'out '),
    engine.frame(2, 'x'.repeat(5000)),
    engine.frame(1, 'put'),
  ]);
  for (let at = 0; at < bytes.length; at += 7) engine.push(bytes.subarray(at, at + 7));
  engine.push(null);
  piped.end('in');
  let text = '';
  for await (const chunk of piped) text += String(chunk);
  expect(text).toBe('out put');
  expect(piped.stderr).toBe('x'.repeat(4096));
  expect([engine.written, engine.isEnded]).toEqual(['in', true]);
});

it('holds the engine up while nobody reads', async () => {
  const engine = new Engine({ readableHighWaterMark: 1024 });
  const piped = new PipedStream(engine);
  piped.once('readable', () => undefined);
  let pushed = 0;
  const frame = engine.frame(1, 'y'.repeat(1000));
  for (; pushed < 1000 && engine.push(frame); pushed += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(pushed).toBeLessThan(200);
  piped.destroy();
});

it('breaks where the output is not in frames, and closes without an end where it broke off', async () => {
  const nonsense = new Engine();
  const one = new PipedStream(nonsense);
  nonsense.push('HTTP/1.1 500');
  await expect(one[Symbol.asyncIterator]().next()).rejects.toThrow(RangeError);
  const broken = new Engine();
  const other = new PipedStream(broken);
  broken.destroy();
  await expect(other[Symbol.asyncIterator]().next()).rejects.toThrow('Premature close');
});
