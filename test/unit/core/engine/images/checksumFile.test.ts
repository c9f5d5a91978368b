import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checksumText, parseChecksum } from '../../../../../src/core/engine/images/checksumFile.ts';

const sum = '0123456789abcdef'.repeat(4);

it('a checksum is written as sha256sum writes it', () => {
  expect(checksumText('/home/me/trainer v1.tar', sum)).toBe(`${sum}  trainer v1.tar\n`);
  expect(checksumText('/home/me/a\nb.tar', sum)).toBe(`\\${sum}  a\\nb.tar\n`);
});

it('and read back, whatever the file is called', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      expect(parseChecksum(checksumText(`/x/${name}`, sum))).toBe(sum);
    }),
  );
  expect(parseChecksum(`${sum.toUpperCase()} *x.tar`)).toBe(sum);
  expect(parseChecksum(sum)).toBe(sum);
  expect(parseChecksum(`${sum}0  x`)).toBeUndefined();
  expect(parseChecksum('')).toBeUndefined();
});
