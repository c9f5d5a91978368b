import { expect, test } from 'vitest';
import { diagnosticsText } from '../../../../src/extension/doctor/diagnosticsText.ts';

const diagnostics = {
  version: '0.1.0',
  editor: 'Visual Studio Code 1.99',
  platform: 'linux x64',
  ssh: '/home/ada/bin/ssh 9.2',
  remoteSsh: 'ms-vscode-remote.remote-ssh 0.120',
  hosts: 3,
  entries: 2,
  settings: {},
  logLines: [],
  home: '/home/ada',
};

test('says what somebody who helps wants to know', () => {
  const text = diagnosticsText({ ...diagnostics, logLines: ['now [info] connected to gpu1'] });
  expect(text.split('\n')).toEqual([
    'Dockhop 0.1.0',
    'Editor: Visual Studio Code 1.99',
    'Platform: linux x64',
    'ssh: ~/bin/ssh 9.2',
    'Remote-SSH: ms-vscode-remote.remote-ssh 0.120',
    'Hosts chosen: 3',
    'Entries: 2',
    'Settings:',
    '  all as they come',
    '',
    'Log, the last 1 lines:',
    'now [info] connected to gpu1',
    '',
  ]);
});

test.each([
  'POSTGRES_PASSWORD=hunter2-planted',
  'Authorization: Bearer hunter2-planted',
  'https://ada:hunter2-planted@registry.example/v2',
  '-----BEGIN OPENSSH PRIVATE KEY----- hunter2-planted',
  'api_key: "hunter2-planted"',
])('does not repeat the secret of a log line: %s', (line) => {
  expect(diagnosticsText({ ...diagnostics, logLines: [line] })).not.toContain('hunter2-planted');
});

test('does not repeat what a person typed into a setting', () => {
  const settings = {
    'dockhop.entry.identityFile': '/keys/hunter2-planted',
    'dockhop.engine.sudo': ['hunter2-planted'],
    'dockhop.ssh.client': 'system',
    'dockhop.install.portable': true,
  };
  const text = diagnosticsText({ ...diagnostics, settings });
  expect(text).not.toContain('hunter2-planted');
  expect(text).toContain('dockhop.entry.identityFile: set\n');
  expect(text).toContain('dockhop.engine.sudo: set (1)\n');
  expect(text).toContain('dockhop.ssh.client: system\n');
  expect(text).toContain('dockhop.install.portable: true\n');
});
