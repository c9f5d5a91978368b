import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { heedOutput } from '../../../src/cli/heedOutput.ts';

function heeded() {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const told: string[] = [];
  heedOutput([output, errors], (reason) => told.push(reason));
  const fail = (stream: PassThrough, code: string): boolean =>
    stream.emit('error', Object.assign(new Error(`write ${code}`), { code }));
  return { output, errors, told, fail };
}

describe('heedOutput', () => {
  it('says nothing where the reader of a pipe has read enough', () => {
    const { output, errors, told, fail } = heeded();
    fail(output, 'EPIPE');
    fail(errors, 'EPIPE');
    expect(told).toEqual([]);
  });

  it('tells of anything else, once', () => {
    const { output, errors, told, fail } = heeded();
    fail(output, 'ENOSPC');
    fail(errors, 'ENOSPC');
    expect(told).toEqual(['no space is left on the disk']);
  });
});
