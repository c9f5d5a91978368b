import { expect, it } from 'vitest';
import { aliasOfAuthority } from '../../../../src/extension/windows/aliasOfAuthority.ts';

const hex = (text: string): string => Buffer.from(text).toString('hex');

it.each([
  ['ssh-remote+gpu1-ws', 'gpu1-ws'],
  ['ssh-remote+a.b-0', 'a.b-0'],
  [`ssh-remote+${hex('{"hostName":"gpu1-ws"}')}`, 'gpu1-ws'],
  [`ssh-remote+${hex('{"hostName":"gpu1-ws","user":"x"}').toUpperCase()}`, 'gpu1-ws'],
])('%s → %s', (authority, alias) => {
  expect(aliasOfAuthority(authority)).toBe(alias);
});

it.each([
  '',
  'gpu1-ws',
  'ssh-remote+',
  'wsl+ubuntu',
  'dev-container+gpu1-ws',
  'ssh-remote+Upper',
  'ssh-remote+alice@gpu1',
  'ssh-remote+a/../b',
  'xssh-remote+a',
  `ssh-remote+${hex('{"hostName":"../x"}')}`,
  `ssh-remote+${hex('{not json')}`,
])('is nothing of ours: %s', (authority) => {
  expect(aliasOfAuthority(authority)).toBeUndefined();
});
