import { expect, it } from 'vitest';
import { findRemoteSsh } from '../../../../src/extension/editors/remoteSsh.ts';

const plain = (id: string) => ({ id, activationEvents: [] });
const resolver = (id: string) => ({
  id,
  activationEvents: ['onCommand:x', 'onResolveRemoteAuthority:ssh-remote'],
});

it.each([
  'ms-vscode-remote.remote-ssh',
  'jeanp413.open-remote-ssh',
  'anysphere.remote-ssh',
  'codeium.windsurf-remote-openssh',
  'google.antigravity-remote-openssh',
])('knows %s', (id) => {
  expect(findRemoteSsh([plain('a.b'), plain(id)])).toBe(id);
});

it('prefers those it knows, whatever the case of their ids', () => {
  const installed = [resolver('some.one'), plain('MS-VSCode-Remote.remote-ssh')];
  expect(findRemoteSsh(installed)).toBe('MS-VSCode-Remote.remote-ssh');
});

it('takes any other that resolves ssh-remote, but not Dockhop itself', () => {
  expect(findRemoteSsh([resolver('dockhop.dockhop'), resolver('some.one')])).toBe('some.one');
  expect(findRemoteSsh([resolver('dockhop.dockhop'), plain('a.b')])).toBeUndefined();
});
