import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import SSHConfig from 'ssh-config';
import { describe, expect, it } from 'vitest';
import {
  execCommand,
  forwardCommand,
  straightCommand,
  type RouteEnds,
} from '../../../../src/core/attach/route.ts';
import { dockhopHome, knownHostsFileOf } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { entryText } from '../../../../src/core/clientFiles/entryText.ts';
import { temporaryDirectory } from '../clientFiles/fixture.ts';
import { entryFor } from '../clientFiles/values.ts';
import { details, engineInfo, idA } from './fixtures.ts';

const prepared = { enterUid: 1000, directory: `/etc/dockhop/${idA}/1000` };
const podman = engineInfo({
  kind: 'podman',
  rootless: true,
  cli: '/usr/bin/podman',
  socket: '/run/user/1005/podman/podman.sock',
});

const ends = (part: Partial<RouteEnds> = {}): RouteEnds => ({
  sshProgram: 'ssh',
  settings: {},
  host: 'gpu1',
  engine: engineInfo(),
  container: details(),
  ...part,
});

interface Kind {
  readonly proxyCommand: readonly string[];
  readonly homeDirectory: string;
  readonly identityFile?: string;
  readonly platform: NodeJS.Platform;
}

const linux = { homeDirectory: '/home/alice', platform: 'linux' } as const;
const windows = { homeDirectory: 'C:\\Users\\张 三', platform: 'win32' } as const;
const windowsSsh = 'C:/Windows/System32/OpenSSH/ssh.exe';
const portableSsh = 'D:/Program Files (x86)/Git/usr/bin/ssh.exe';

/** Every kind of entry that can be written. */
const kinds: readonly (readonly [string, Kind])[] = [
  ['exec, docker', { ...linux, proxyCommand: execCommand(ends(), prepared) }],
  ['exec, podman', { ...linux, proxyCommand: execCommand(ends({ engine: podman }), prepared) }],
  [
    'exec, docker with sudo',
    {
      ...linux,
      proxyCommand: execCommand(ends({ engine: engineInfo({ sudo: '/usr/bin/sudo' }) }), prepared),
    },
  ],
  [
    'exec, this machine',
    { ...linux, proxyCommand: execCommand(ends({ host: 'local' }), prepared) },
  ],
  [
    'exec, a host with user and port',
    {
      ...linux,
      proxyCommand: execCommand(ends({ host: 'ssh://alice@10.0.0.5:2222' }), prepared),
    },
  ],
  [
    'exec, another config',
    {
      ...linux,
      proxyCommand: execCommand(ends({ settings: { configFile: '/home/a/ssh+config' } }), prepared),
    },
  ],
  ['published', { ...linux, proxyCommand: forwardCommand(ends(), '127.0.0.1', 2201) }],
  ['bridge', { ...linux, proxyCommand: forwardCommand(ends(), '172.17.0.2', 22022) }],
  [
    'published, straight from the jump host',
    {
      ...linux,
      proxyCommand: straightCommand(
        ends(),
        { options: ['-J', 'alice@a:22,alice@b:2200', '-l', 'bob'], destination: 'jump' },
        'gpu1.inner',
        2201,
      ),
    },
  ],
  [
    'another identity',
    {
      ...linux,
      identityFile: "/home/alice/.ssh/my 50% key's",
      proxyCommand: forwardCommand(ends(), '127.0.0.1', 2201),
    },
  ],
  [
    'a home in Chinese with a space',
    {
      homeDirectory: '/home/张 三',
      platform: 'linux',
      proxyCommand: execCommand(ends(), prepared),
    },
  ],
  [
    'macOS',
    {
      homeDirectory: '/Users/alice',
      platform: 'darwin',
      proxyCommand: execCommand(ends(), prepared),
    },
  ],
  [
    'Windows',
    { ...windows, proxyCommand: execCommand(ends({ sshProgram: windowsSsh }), prepared) },
  ],
  [
    'Windows, another drive',
    {
      homeDirectory: 'D:\\home',
      platform: 'win32',
      proxyCommand: forwardCommand(ends({ sshProgram: windowsSsh }), '127.0.0.1', 2201),
    },
  ],
  [
    'Windows, an ssh with spaces in its path',
    {
      ...windows,
      proxyCommand: execCommand(ends({ sshProgram: portableSsh }), prepared),
    },
  ],
];

/** Every kind as text, and what it is to mean. */
function written({ homeDirectory, platform, identityFile, proxyCommand }: Kind) {
  const home = dockhopHome({ env: {}, homeDirectory, platform });
  const alias = 'gpu1-ws';
  const slashes = (file: string): string =>
    platform === 'win32' ? file.replaceAll('\\', '/') : file;
  const files = {
    identityFile: identityFile ?? home.keyFile,
    knownHostsFile: knownHostsFileOf(home, alias),
  };
  return {
    alias,
    text: entryText(entryFor(alias, { proxyCommand, user: 'dev' }), files, platform),
    identityFile: slashes(files.identityFile),
    knownHostsFile: slashes(files.knownHostsFile),
  };
}

/**
 * A ProxyCommand as Open Remote - SSH runs it, which asks no shell: split at blanks, with double
 * quotes and backslashes, and of the tokens only the first of each in a word.
 */
function splitWithoutShell(command: string, alias: string): readonly string[] {
  const words = command.match(/(?:[^\s"\\]|\\.|"(?:[^"\\]|\\.)*")+/g) ?? [];
  const tokens: Readonly<Record<string, string>> = { h: alias, n: alias, p: '22', r: 'dev' };
  return words.map((word) =>
    Object.entries(tokens).reduce(
      (text, [token, value]) => text.replace(`%${token}`, value),
      word.replace(/"((?:[^"\\]|\\.)*)"/g, '$1').replace(/\\(.)/g, '$1'),
    ),
  );
}

describe.each(kinds)('an entry of the kind %s', (_, kind) => {
  const { alias, text, identityFile, knownHostsFile } = written(kind);

  it('means to ssh what was meant', async () => {
    const file = path.join(await temporaryDirectory(), 'config');
    const hostile = 'Host *\n  User x\n  ProxyJump nowhere\n  IdentitiesOnly no\n';
    await writeFile(file, text + hostile, { mode: 0o600 });
    const options = execFileSync('ssh', ['-F', file, '-G', '--', alias], { encoding: 'utf8' });
    const lines = options.split('\n');
    const quoted = kind.proxyCommand.map((word) => (word.includes(' ') ? `"${word}"` : word));
    for (const line of [
      `hostname ${alias}`,
      'user dev',
      'port 22',
      `hostkeyalias ${alias}`,
      'identitiesonly yes',
      `identityfile ${identityFile.replaceAll('%', '%%')}`,
      `userknownhostsfile ${knownHostsFile}`,
      'stricthostkeychecking true',
      `proxycommand ${quoted.join(' ').replaceAll('%', '%%')}`,
    ]) {
      expect(lines).toContain(line);
    }
    expect(options).not.toMatch(/^proxyjump/m);
  });

  it('means the same to Open Remote – SSH, which has a parser of its own and no shell', () => {
    const found = SSHConfig.parse(`Include dockhop/config\n${text}`).compute(alias);
    expect(found).toMatchObject({
      HostName: alias,
      User: 'dev',
      Port: '22',
      IdentityFile: [identityFile.replaceAll('%', '%%')],
      IdentitiesOnly: 'yes',
    });
    expect(found).not.toHaveProperty('ProxyJump');
    const command = String(found['ProxyCommand']);
    expect(splitWithoutShell(command, alias)).toEqual(kind.proxyCommand);
  });
});
