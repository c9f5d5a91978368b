import { expect, it } from 'vitest';
import {
  hostOf,
  nameOf,
  targetOf,
  targetsOf,
} from '../../../../src/extension/explorer/containerTarget.ts';

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

it('reads every container of a selection once, and of nothing else', () => {
  const row = (container: string) => ({ kind: 'container', target: { host: 'gpu1', container } });
  const selection = [row('a'), { kind: 'host', host: 'gpu2' }, row('b'), row('a'), null];
  expect(targetsOf(row('b'), selection).map(({ container }) => container)).toEqual(['a', 'b']);
  expect(targetsOf(row('b'), undefined).map(({ container }) => container)).toEqual(['b']);
  expect(targetsOf(undefined, undefined)).toEqual([]);
});
