import { describe, expect, it } from 'vitest';
import { safeAddress, serverAddress } from '../../../../src/core/editorServer/serverAddress.ts';
import { serverPieces } from '../../../../src/core/editorServer/serverPieces.ts';
import { serverPlatform } from '../../../../src/core/editorServer/serverPlatform.ts';
import { codium, commit, vsCode } from './editors.ts';

const updates = `https://update.code.visualstudio.com/commit:${commit}`;

describe('the platform of a container', () => {
  it.each([
    ['x86_64', 'glibc 2.36', { os: 'linux', arch: 'x64' }],
    ['x86_64', 'musl', { os: 'alpine', arch: 'x64' }],
    ['aarch64', '', { os: 'linux', arch: 'arm64' }],
    ['armv7l', 'glibc 2.31', { os: 'linux', arch: 'armhf' }],
    ['i686', 'glibc 2.36', undefined],
    ['constructor', 'glibc 2.36', undefined],
  ])('%s with %s', (machine, libc, platform) => {
    expect(serverPlatform({ machine, libc })).toEqual(platform);
  });
});

describe('the address of a server', () => {
  it.each([
    ['linux', 'x64', 'server-linux-x64'],
    ['linux', 'arm64', 'server-linux-arm64'],
    ['linux', 'armhf', 'server-linux-armhf'],
    ['alpine', 'x64', 'server-linux-alpine'],
    ['alpine', 'arm64', 'server-alpine-arm64'],
  ] as const)('of Microsoft for %s on %s is %s', (os, arch, name) => {
    expect(serverAddress(vsCode, { os, arch })).toBe(`${updates}/${name}/stable`);
  });

  it('of Microsoft is none for other machines', () => {
    expect(serverAddress(vsCode, { os: 'linux', arch: 'riscv64' })).toBeUndefined();
    expect(serverAddress(vsCode, { os: 'alpine', arch: 'armhf' })).toBeUndefined();
  });

  it('of others is what they say, filled in', () => {
    expect(serverAddress(codium, { os: 'alpine', arch: 'riscv64' })).toBe(
      'https://example.org/1.104.0.25260/reh-alpine-riscv64-stable.tar.gz',
    );
  });

  it.each([
    'https://example.org/${unknown}',
    'https://example.org/${}',
    'https://example.org/${constructor}',
    'http://example.org/${commit}',
    'file:///etc/passwd',
    'https://me:secret@example.org/${commit}',
    'not an address',
    '-o/tmp/x',
  ])('of others is none where it cannot be trusted: %s', (template) => {
    const editor = { ...codium, source: { template } };
    expect(serverAddress(editor, { os: 'linux', arch: 'x64' })).toBeUndefined();
  });

  it('is none without the number that it asks for', () => {
    const editor = { ...codium, release: undefined };
    expect(serverAddress(editor, { os: 'linux', arch: 'x64' })).toBeUndefined();
  });

  it('may be of this machine', () => {
    expect(safeAddress('http://127.0.0.1:8000/x')).toBe('http://127.0.0.1:8000/x');
    expect(safeAddress('http://127.0.0.1.example.org/x')).toBeUndefined();
  });
});

describe('the pieces of a server', () => {
  const here = { os: 'linux', arch: 'x64' } as const;

  it('are one folder for a Remote-SSH with a folder a commit', () => {
    expect(serverPieces(codium, here, 'commit')).toEqual([
      {
        kind: 'folder',
        place: `.vscodium-server/bin/${commit}`,
        address: 'https://example.org/1.104.0.25260/reh-linux-x64-stable.tar.gz',
      },
    ]);
  });

  it('are a launcher and a folder for Microsoft’s', () => {
    expect(serverPieces(vsCode, here, 'launcher')).toEqual([
      {
        kind: 'program',
        place: `.vscode-server/code-${commit}`,
        address: `${updates}/cli-alpine-x64/stable`,
      },
      {
        kind: 'folder',
        place: `.vscode-server/cli/servers/Stable-${commit}/server`,
        address: `${updates}/server-linux-x64/stable`,
      },
    ]);
    const insider = { ...vsCode, quality: 'insider', dataFolder: '.vscode-server-insiders' };
    expect(serverPieces(insider, here, 'launcher')?.[1]?.place).toBe(
      `.vscode-server-insiders/cli/servers/Insiders-${commit}/server`,
    );
  });

  it('are none where there is no server for the machine', () => {
    expect(serverPieces(vsCode, { os: 'linux', arch: 's390x' }, 'launcher')).toBeUndefined();
  });
});
