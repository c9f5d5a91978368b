import { describe, expect, it } from 'vitest';
import { findRemoteSsh, missesEntries } from '../../../../src/extension/editors/remoteSsh.ts';

const plain = (id: string) => ({ id, activationEvents: [] });
const resolver = (id: string) => ({
  id,
  activationEvents: ['onCommand:x', 'onResolveRemoteAuthority:ssh-remote'],
});

describe('the Remote-SSH that is installed', () => {
  it.each([
    ['ms-vscode-remote.remote-ssh', 'remote.SSH'],
    ['jeanp413.open-remote-ssh', 'remote.SSH'],
    ['anysphere.remote-ssh', 'remote.SSH'],
    ['codeium.windsurf-remote-openssh', 'remote.windsurfSSH'],
    ['google.antigravity-remote-openssh', 'remote.antigravitySSH'],
  ])('may be %s, with its settings in %s', (id, section) => {
    const found = findRemoteSsh([plain('a.b'), plain(id)]);
    expect([found?.id, found?.sections[0]]).toEqual([id, section]);
  });

  it('is one that is known where there are several, whatever the case of their ids', () => {
    const installed = [resolver('some.one'), plain('MS-VSCode-Remote.remote-ssh')];
    expect(findRemoteSsh(installed)?.id).toBe('MS-VSCode-Remote.remote-ssh');
  });

  it('is any other that resolves ssh-remote, but not Dockhop itself', () => {
    const installed = [resolver('dockhop.dockhop'), resolver('some.one')];
    expect(findRemoteSsh(installed)?.id).toBe('some.one');
    expect(findRemoteSsh([resolver('dockhop.dockhop'), plain('a.b')])).toBeUndefined();
  });
});

describe('a window misses the entries', () => {
  const named = (id: string) => {
    const found = findRemoteSsh([plain(id)]);
    if (!found) throw new Error(`${id} is not known`);
    return found;
  };
  const microsoft = named('ms-vscode-remote.remote-ssh');
  const windsurf = named('codeium.windsurf-remote-openssh');

  it.each([
    ['never with one config for all', microsoft, undefined, '', false],
    ['never where both name the same', microsoft, '/home/a/config', '/home/a/config', false],
    ['where Remote-SSH reads another one', microsoft, '/home/a/config', '', true],
    ['where it was told of another one', microsoft, '/home/a/config', '/my/config', true],
    ['where it can be told of none', windsurf, '/home/a/config', '/home/a/config', true],
    ['not where that is what it reads anyway', windsurf, undefined, '/my/config', false],
  ] as const)('%s', (_, remote, ours, theirs, misses) => {
    expect(missesEntries(remote, ours, theirs)).toBe(misses);
  });
});
