import { expect, it } from 'vitest';
import { aliasOfWindow } from '../../../../src/extension/windows/aliasOfWindow.ts';

const ours = { scheme: 'vscode-remote', authority: 'ssh-remote+gpu1-trainer' };
const local = { scheme: 'file', authority: '' };

it('a remote window connects to what its workspace or folder names', () => {
  expect(aliasOfWindow({ remoteName: 'ssh-remote', uris: [ours] })).toBe('gpu1-trainer');
  expect(aliasOfWindow({ remoteName: 'ssh-remote', uris: [local, ours] })).toBe('gpu1-trainer');
});

it('a local window connects to nothing, whatever a workspace file lists', () => {
  expect(aliasOfWindow({ remoteName: undefined, uris: [local, ours] })).toBeUndefined();
  expect(aliasOfWindow({ remoteName: 'wsl', uris: [local] })).toBeUndefined();
});
