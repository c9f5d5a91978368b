import { expect, it } from 'vitest';
import { hostOf, nameOf, targetOf } from '../../../../src/extension/explorer/containerTarget.ts';

it('reads the container and the host of a row', () => {
  const row = {
    kind: 'container',
    target: { host: 'gpu1', engine: 'docker', container: 'abc', name: 'ws' },
  };
  expect(targetOf(row)).toEqual({ host: 'gpu1', engine: 'docker', container: 'abc', name: 'ws' });
  expect(hostOf(row)).toBe('gpu1');
  expect(hostOf({ kind: 'host', host: 'gpu2' })).toBe('gpu2');
  expect(nameOf({ host: 'gpu1', container: 'abc' })).toBe('abc');
});

it.each([undefined, null, 'gpu1', {}, { target: {} }, { target: { host: 'h', container: 7 } }])(
  'takes nothing else: %j',
  (argument) => {
    expect(targetOf(argument)).toBeUndefined();
    expect(hostOf(argument)).toBeUndefined();
  },
);
