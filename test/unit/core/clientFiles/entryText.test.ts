import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import SSHConfig from 'ssh-config';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../src/core/clientFiles/entry.ts';
import {
  entryText,
  type EntryFiles,
  type OwnedEntry,
} from '../../../../src/core/clientFiles/entryText.ts';
import { temporaryDirectory } from './fixture.ts';
import { entryFor, hostKey } from './values.ts';

const files: EntryFiles = {
  identityFile: '/home/alice/.ssh/dockhop/id_ed25519',
  knownHostsFile: '/home/alice/.ssh/dockhop/known_hosts/gpu1-ws',
};

const letters = (alphabet: string, minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(...Array.from(alphabet)), { minLength, maxLength })
    .map((characters) => characters.join(''));

const alias = letters('abcxyz0189.-', 1, 40).filter((text) => /^[a-z0-9](.*[a-z0-9])?$/.test(text));
const word = letters('abzAZ09@%+=:,./_-', 1, 20).filter((text) => !/^=|==|=$/.test(text));
const directory = letters("abcÅ张三 '=%()+,@~_.-", 1, 20).map((text) => `/home/${text}x/.ssh`);

const anyEntry: fc.Arbitrary<OwnedEntry> = fc.record({
  alias,
  // Not digits alone: ssh would take them for an address.
  hostName: fc.oneof(
    alias.map((text) => `h${text}`),
    fc.ipV4(),
    fc.constant('fe80::1%eth0'),
    fc.constant('2001:db8::7'),
  ),
  port: fc.integer({ min: 1, max: 65535 }),
  user: letters('abz_', 1, 3).chain((head) => letters('abz09_-', 0, 20).map((tail) => head + tail)),
  proxyCommand: fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => ['ssh', ...words]),
  hostKey: fc.constant(hostKey),
  description: fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constant('a\nHost *\\')),
  owner: fc.constant('0123456789abcdef'),
});

const anyCase = fc.tuple(anyEntry, directory).map(([entry, home]) => ({
  entry,
  files: {
    identityFile: `${home}/dockhop/id_ed25519`,
    knownHostsFile: `${home}/dockhop/known_hosts/${entry.alias}`,
  },
}));

/** As ssh itself reads it, behind a `Host *` that would change everything. */
function askedOfSsh(configFile: string, host: string): ReadonlyMap<string, string> {
  const answer = execFileSync('ssh', ['-F', configFile, '-G', '--', host], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return new Map(
    answer.split('\n').map((line) => {
      const [keyword = '', ...values] = line.split(' ');
      return [keyword, values.join(' ')];
    }),
  );
}

const hostile = `
Host *
  HostName elsewhere
  User mallory
  Port 1
  HostKeyAlias other
  ProxyCommand none
  IdentitiesOnly no
  PubkeyAuthentication no
  PreferredAuthentications password
  HostKeyAlgorithms ssh-rsa
  UserKnownHostsFile ~/.ssh/known_hosts
  StrictHostKeyChecking accept-new
  UpdateHostKeys yes
  ControlMaster auto
  ControlPath /tmp/shared
  ForwardAgent yes
  ForwardX11 yes
  RemoteCommand tmux
  PermitLocalCommand yes
  LocalCommand touch /tmp/x
  ServerAliveInterval 0
  ServerAliveCountMax 1
  AddKeysToAgent yes
  VerifyHostKeyDNS yes
  RequestTTY force
`;

describe('the text of an entry', () => {
  it('means the same to ssh, whatever Host * says', async () => {
    const configFile = path.join(await temporaryDirectory(), 'config');
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        await writeFile(configFile, entryText(one.entry, one.files) + hostile);
        const found = askedOfSsh(configFile, one.entry.alias);
        const meant: Record<string, string> = {
          hostname: one.entry.hostName,
          user: one.entry.user,
          port: String(one.entry.port),
          hostkeyalias: one.entry.alias,
          identityfile: one.files.identityFile.replaceAll('%', '%%'),
          identitiesonly: 'yes',
          pubkeyauthentication: 'true',
          preferredauthentications: 'publickey',
          hostkeyalgorithms: 'ssh-ed25519',
          // This one ssh prints with its tokens expanded already.
          userknownhostsfile: one.files.knownHostsFile,
          stricthostkeychecking: 'true',
          updatehostkeys: 'false',
          controlmaster: 'false',
          forwardagent: 'no',
          forwardx11: 'no',
          permitlocalcommand: 'no',
          serveraliveinterval: '30',
          serveralivecountmax: '4',
          addkeystoagent: 'false',
          verifyhostkeydns: 'false',
          requesttty: 'auto',
          proxycommand: one.entry.proxyCommand.join(' ').replaceAll('%', '%%'),
        };
        expect(Object.fromEntries(Object.keys(meant).map((key) => [key, found.get(key)]))).toEqual(
          meant,
        );
        // ssh says these only when they are set.
        expect(found.get('controlpath') ?? 'none').toBe('none');
        expect(found.get('remotecommand') ?? 'none').toBe('none');
      }),
      { numRuns: 40 },
    );
  });

  it('means the same to the ssh-config package', () => {
    fc.assert(
      fc.property(anyCase, ({ entry, files: own }) => {
        const found = SSHConfig.parse(entryText(entry, own)).compute(entry.alias);
        expect(found).toMatchObject({
          HostName: entry.hostName.replaceAll('%', '%%'),
          User: entry.user,
          Port: String(entry.port),
          IdentityFile: [own.identityFile.replaceAll('%', '%%')],
          IdentitiesOnly: 'yes',
          ForwardAgent: 'no',
          PreferredAuthentications: 'publickey',
          ProxyCommand: entry.proxyCommand.join(' ').replaceAll('%', '%%'),
          UserKnownHostsFile: own.knownHostsFile.replaceAll('%', '%%'),
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is one block whatever the description says', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const text = entryText(entry, files);
        expect(text.match(/^\s*Host\s/gm)).toHaveLength(1);
        expect(text.split('\n').filter((line) => line.endsWith('\\'))).toEqual([]);
      }),
    );
  });

  it('is as a person reads it', () => {
    expect(entryText(entryFor('gpu1-ws'), files)).toMatchInlineSnapshot(`
      "# >>> dockhop gpu1-ws
      # gpu1-ws on gpu1
      # Container 0123456789abcdef
      # Written by Dockhop, and written anew with each attach. To remove it, use Forget in Dockhop,
      # or delete everything from here to the line "# <<< dockhop gpu1-ws".
      Host gpu1-ws
        # Lines of your own go above this one, where they win; Dockhop rewrites those below.
        HostName gpu1-ws
        Port 22
        User root
        HostKeyAlias gpu1-ws
        IdentityFile /home/alice/.ssh/dockhop/id_ed25519
        IdentitiesOnly yes
        AddKeysToAgent no
        PubkeyAuthentication yes
        PreferredAuthentications publickey
        HostKeyAlgorithms ssh-ed25519
        UserKnownHostsFile /home/alice/.ssh/dockhop/known_hosts/gpu1-ws
        StrictHostKeyChecking yes
        VerifyHostKeyDNS no
        UpdateHostKeys no
        ControlMaster no
        ControlPath none
        ForwardAgent no
        ForwardX11 no
        RemoteCommand none
        RequestTTY auto
        PermitLocalCommand no
        ServerAliveInterval 30
        ServerAliveCountMax 4
        ProxyCommand ssh -T -o ControlMaster=no -- gpu1 /usr/bin/docker exec
      # <<< dockhop gpu1-ws
      "
    `);
  });

  it('takes Windows paths', () => {
    const home = 'C:\\Users\\张 三\\.ssh\\dockhop';
    const entry = entryFor('gpu1-ws', {
      proxyCommand: ['C:\\Program Files (x86)\\OpenSSH\\ssh.exe', '-T', '--', 'gpu1'],
    });
    const windowsFiles = {
      identityFile: `${home}\\id_ed25519`,
      knownHostsFile: `${home}\\known_hosts\\gpu1-ws`,
    };
    const text = entryText(entry, windowsFiles, 'win32');
    expect(text).toContain('  IdentityFile "C:/Users/张 三/.ssh/dockhop/id_ed25519"\n');
    expect(text).toContain('  ProxyCommand "C:/Program Files (x86)/OpenSSH/ssh.exe" -T -- gpu1\n');
    expect(SSHConfig.parse(text).compute('gpu1-ws')).toMatchObject({
      IdentityFile: ['C:/Users/张 三/.ssh/dockhop/id_ed25519'],
      ProxyCommand: '"C:/Program Files (x86)/OpenSSH/ssh.exe" -T -- gpu1',
    });
  });

  const refusals: readonly (readonly [string, Partial<Entry>])[] = [
    ['an alias in capitals', { alias: 'GPU1' }],
    ['an alias that is an option', { alias: '-gpu1' }],
    ['an alias that is a pattern', { alias: 'gpu*' }],
    ['an alias that leaves the directory', { alias: '../x' }],
    ['a host name with a space', { hostName: 'a b' }],
    ['a host name that is an option', { hostName: '-oProxyCommand=x' }],
    ['a host name with a new line', { hostName: 'a\nHost *' }],
    ['port 0', { port: 0 }],
    ['a port beyond all ports', { port: 65536 }],
    ['a user with a token', { user: '%h' }],
    ['a user with a new line', { user: 'a\n' }],
    ['a word that a shell would read', { proxyCommand: ['ssh', '$(id)'] }],
    ['a word with a space', { proxyCommand: ['ssh', 'a b'] }],
    ['a word that the ssh-config package would change', { proxyCommand: ['ssh', 'a==b'] }],
    ['an empty word', { proxyCommand: ['ssh', ''] }],
    ['no program', { proxyCommand: [] }],
    ['a program that is an option', { proxyCommand: ['-x'] }],
    ['a program with a quote', { proxyCommand: ['/a"b/ssh'] }],
    ['a key of another type', { hostKey: 'ssh-rsa AAAA' }],
    ['a key with a second line', { hostKey: `${hostKey}\n* ssh-ed25519 AAAA` }],
  ];
  it.each(refusals)('is refused for %s', (_, changes) => {
    expect(() => entryText(entryFor('gpu1-ws', changes), files)).toThrow(
      expect.objectContaining({ code: 'ENTRY_REFUSED' }),
    );
  });

  it.each(['/home/a"b', '/home/a#b', '/home/$USER', '/home/a\\b', '/home/a\nb', '/home/a\u202Eb'])(
    'is refused for a home that ssh cannot be told: %j',
    (home) => {
      const own = { ...files, identityFile: `${home}/id` };
      expect(() => entryText(entryFor('gpu1-ws'), own)).toThrow(
        expect.objectContaining({ code: 'ENTRY_REFUSED' }),
      );
    },
  );
});
