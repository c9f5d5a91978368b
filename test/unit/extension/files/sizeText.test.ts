import { expect, test } from 'vitest';
import { sizeText } from '../../../../src/extension/files/sizeText.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345_678, '12.3 MB'],
  [99_960, '100 kB'],
  [999_999, '1.0 MB'],
  [1_073_741_824, '1.1 GB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
