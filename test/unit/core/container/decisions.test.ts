import { describe, expect, it } from 'vitest';
import { authorizedKeyLine } from '../../../../src/core/container/configure/authorizedKey.ts';
import { missingCapabilities } from '../../../../src/core/container/look/capabilities.ts';
import {
  bases,
  isMounted,
  privateBases,
} from '../../../../src/core/container/configure/directory.ts';
import { loginUser } from '../../../../src/core/container/accounts/loginUser.ts';
import {
  lackingForEditor,
  needsOfEditor,
} from '../../../../src/core/container/look/missingForEditor.ts';
import { parseContainerFacts } from '../../../../src/core/container/look/containerFacts.ts';
import {
  isAtLeast,
  parseOpensshVersion,
} from '../../../../src/core/container/look/opensshVersion.ts';
import { sshdMode } from '../../../../src/core/container/configure/sshdMode.ts';
import { choosePort, freeInnerPort } from '../../../../src/core/container/configure/sshPort.ts';
import { engineInfo } from '../attach/fixtures.ts';
import { containerDetails } from './containerDetails.ts';
import { probeAnswer } from './probeAnswer.ts';

describe('the login user', () => {
  it.each([
    [undefined, '', 'root'],
    [undefined, 'dev', 'dev'],
    [undefined, '1000:1000', '1000'],
    [undefined, ':video', 'root'],
    ['alice', 'dev', 'alice'],
    ['1001', '', '1001'],
  ])('asked for %s in a container of %s is %s', (requested, configured, user) => {
    expect(loginUser('box', requested, configured)).toBe(user);
  });

  it.each([
    '',
    '-oProxyCommand=x',
    '$(reboot)',
    'a b',
    'a\nb',
    'Root',
    'a*',
    'a@b',
    'x'.repeat(33),
  ])('is not %j, whoever says so', (user) => {
    expect(() => loginUser('box', user, '')).toThrow(/no usable account/);
    if (user !== '') expect(() => loginUser('box', undefined, user)).toThrow(/no usable account/);
  });
});

describe('who runs sshd', () => {
  const account = { home: '/', shell: '/bin/sh', homeExists: true, shellRuns: true };
  const usual = 0xa80425fbn;
  const noChroot = usual & ~(1n << 18n);
  it.each([
    ['root', 0, false, usual, 'root'],
    ['dev', 1000, false, usual, 'root'],
    ['dev', 1000, true, usual, 'user'],
    ['dev', 1000, false, noChroot, 'user'],
    ['root', 0, true, usual, 'ACCOUNT_LOCKED'],
    ['root', 0, false, noChroot, 'CAPS_MISSING'],
    ['dev', 1000, false, 0n, 'user'],
    ['dev', 1000, true, usual & ~1n, 'user'],
  ])('for %s (%i, locked %s) with %s: %s', (name, uid, locked, capabilities, expected) => {
    const decide = () => sshdMode('box', { ...account, name, uid, locked }, capabilities);
    if (expected === 'root' || expected === 'user') expect(decide()).toBe(expected);
    else expect(decide).toThrow(expect.objectContaining({ code: expected }) as Error);
  });

  it('is decided by the bits that the kernel gives them', () => {
    expect(missingCapabilities(1n << 18n, ['SYS_CHROOT', 'SETUID'])).toEqual(['SETUID']);
  });
});

describe('the place for our files', () => {
  it('is never one into which others look', () => {
    expect(privateBases(containerDetails())).toEqual(bases);
    for (const ipcMode of ['host', 'shareable', 'container:abc']) {
      expect(privateBases(containerDetails({ ipcMode }))).not.toContain('/dev/shm/dockhop');
    }
    const mountPoints = ['/etc', '/run/dockhop', '/var', '/opt/', '/tmp'];
    expect(privateBases(containerDetails({ mountPoints }))).toEqual(['/dev/shm/dockhop']);
    // A link in the image: the mount is at what it leads to.
    expect(isMounted('/run/dockhop', ['/var/run/'])).toBe(true);
    expect(isMounted('/dev/shm/dockhop', ['/run/shm'])).toBe(true);
    expect(isMounted('/etc/dockhop', ['/et', '/etc/dockhop2', '/etc/hosts'])).toBe(false);
  });
});

describe('a version of OpenSSH', () => {
  it.each([
    ['OpenSSH_9.2p1', [9, 2]],
    ['OpenSSH_10.0p2', [10, 0]],
    ['OpenSSH_6.6.1p1', [6, 6]],
    ['OpenSSH_9.2p1; reboot', undefined],
    ['dropbear', undefined],
    ['', undefined],
  ])('%j is %j', (text, expected) => {
    const version = parseOpensshVersion(text);
    expect(version && [version.major, version.minor]).toEqual(expected);
  });

  it('is compared by number, not by letter', () => {
    const ten = parseOpensshVersion('OpenSSH_10.0p2');
    expect(ten && isAtLeast(ten, 8, 7)).toBe(true);
    const eightSix = parseOpensshVersion('OpenSSH_8.6p1');
    expect(eightSix && isAtLeast(eightSix, 8, 7)).toBe(false);
  });
});

describe('what VS Code Server needs', () => {
  const factsWith = (change: Record<string, string[]>) =>
    parseContainerFacts('box', probeAnswer(change));
  const all = ['bash', 'tar', 'gzip', 'curl', 'ps'];
  it.each([
    [{ tool: all }, []],
    [{ tool: ['bash', 'tar', 'gzip', 'wget', 'ps'] }, []],
    [{ tool: all, cxxLibrary: ['no'], certificates: ['no'] }, ['libstdc++', 'ca-certificates']],
    [{ tool: [] }, ['bash', 'tar', 'gzip', 'curl or wget', 'procps']],
  ])('and can be installed in a container of %j is %j', (change, missing) => {
    expect(needsOfEditor(factsWith(change))).toEqual(missing);
  });

  it.each([
    [{ libc: ['glibc 2.28'], kernel: ['4.18'] }, []],
    [{ libc: ['glibc 3.0'], kernel: ['5.4'] }, []],
    [{ libc: ['glibc 2.27'], kernel: ['4.17'] }, ['glibc 2.28', 'kernel 4.18']],
    [{ libc: ['musl'], kernel: ['3.10'] }, ['kernel 4.18']],
    [{ libc: [''] }, ['glibc 2.28']],
  ])('and cannot be had with %j is %j', (change, lacking) => {
    expect(lackingForEditor(factsWith(change))).toEqual(lacking);
  });
});

describe('a line of authorized_keys', () => {
  const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
  it('is marked with its laptop', () => {
    expect(authorizedKeyLine(`${key} someone@laptop`, 'l-1', '')).toBe(`${key} dockhop:l-1`);
    expect(authorizedKeyLine(key, 'l-1', 'a="b"')).toBe(`a="b" ${key} dockhop:l-1`);
  });

  it.each([
    ['ssh-rsa AAAA', 'l-1'],
    [`command="x" ${key}`, 'l-1'],
    [key, 'L 1'],
    [key, 'a\nb'],
    [key, ''],
  ])('is not made of %j and %j', (bad, laptop) => {
    expect(() => authorizedKeyLine(bad, laptop, '')).toThrow();
  });
});

describe('the port for a daemon', () => {
  const published = (...ports: number[]) =>
    ports.map((containerPort) => ({
      containerPort,
      protocol: 'tcp' as const,
      hostPort: containerPort + 10_000,
      hostIp: '0.0.0.0',
    }));
  it.each([
    [[8080, 2222, 22], { ports: [] }, 22],
    [[8080, 2222, 22], { ports: [22] }, 2222],
    [[8080, 3000], { ports: [3000] }, 8080],
    [[22], { ports: [22] }, undefined],
    [[22, 8080], { ports: [8080], daemon: 8080 }, 8080],
  ])('of %j, with %j in use, is %j', (ports, listening, expected) => {
    expect(choosePort(published(...ports), listening, { enterUid: 0 })).toBe(expected);
  });

  it('is one that is not open to the world, if there is one', () => {
    const inside = published(8080).map((port) => ({ ...port, hostIp: '127.0.0.1' }));
    const ports = [...published(22), ...inside];
    expect(choosePort(ports, { ports: [] }, { enterUid: 0 })).toBe(8080);
  });

  it('is one that needs no privilege where a user runs sshd', () => {
    expect(choosePort(published(22, 8080), { ports: [] }, { enterUid: 1000 })).toBe(8080);
    expect(choosePort(published(22), { ports: [] }, { enterUid: 1000 })).toBe(22);
  });

  it('is not published where nothing need be', async () => {
    const ran = (ports: string) => ({
      ...{ host: 'gpu1', info: engineInfo() },
      exec: () => Promise.resolve({ exitCode: 0, stdout: `${ports}end=yes\n`, stderr: '' }),
    });
    const container = containerDetails({ ports: published(22, 2222) });
    const own = { directory: '/etc/dockhop/x/0', enterUid: 0 };
    const signal = new AbortController().signal;
    const chosen = (ports: string) => freeInnerPort(ran(ports), container, own, signal);
    expect(await chosen('')).toBe(22_022);
    expect(await chosen('port=5606\n')).toBe(22_023);
    expect(await chosen('port=08AE\ndaemon=2222\n')).toBe(2222);
  });
});
