import { homedir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { accountHome } from '../../../../../src/core/ssh/config/accountHome.ts';
import { configPath, pathList } from '../../../../../src/core/ssh/config/configValue.ts';
import { someHop } from '../someHop.ts';

test.each([
  ['/a/known_hosts /a/known_hosts2', ['/a/known_hosts', '/a/known_hosts2']],
  ['/a b/known hosts /c', ['/a b/known hosts', '/c']],
  [
    'C:\\Users\\Ada Lovelace/.ssh/kh C:\\Users\\Ada Lovelace/.ssh/kh2',
    ['C:\\Users\\Ada Lovelace/.ssh/kh', 'C:\\Users\\Ada Lovelace/.ssh/kh2'],
  ],
  ['none', ['none']],
  ['', []],
])('finds the paths in %s', (value, expected) => {
  expect(pathList(value)).toEqual(expected);
});

test('expands a path as ssh does', () => {
  vi.stubEnv('DOCKHOP_TEST_PLACE', '/place');
  const hop = someHop({}, { name: 'alias', hostName: 'host.org', port: 2222 });
  expect(configPath('~/k_%r@%h:%p_%n', hop)).toBe(`${accountHome()}/k_alice@host.org:2222_alias`);
  expect(configPath('${DOCKHOP_TEST_PLACE}/x', hop)).toBe('/place/x');
  expect(configPath('${DOCKHOP_TEST_NONE}/x', hop)).toBeUndefined();
  expect(configPath('none', hop)).toBeUndefined();
  expect(configPath('/x/%y', hop)).toBeUndefined();
  vi.unstubAllEnvs();
});

test('the home is the account’s, as for ssh', () => {
  vi.stubEnv('HOME', '/elsewhere');
  expect(homedir()).toBe('/elsewhere');
  expect(accountHome()).not.toBe('/elsewhere');
  vi.unstubAllEnvs();
});
