import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { KnownHosts } from '../../../../../src/core/ssh/hostKeys/knownHosts.ts';
import type { Hop } from '../../../../../src/core/ssh/config/path.ts';
import { publicKey } from '../publicKey.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const ed25519 = publicKey('ssh-ed25519', 1);
const ed25519Other = publicKey('ssh-ed25519', 2);
const rsa = publicKey('ssh-rsa', 3);
const line = (hosts: string, key: Buffer): string =>
  `${hosts} ${key.toString('latin1', 4, 4 + key.readUInt32BE(0))} ${key.toString('base64')}\n`;

let directory = '';
let userFile = '';
let globalFile = '';

beforeEach(async () => {
  directory = await temporaryDirectory();
  userFile = path.join(directory, 'known_hosts');
  globalFile = path.join(directory, 'global');
});

function hopWith(
  config: Readonly<Record<string, string>> = {},
  hop: Partial<Omit<Hop, 'config'>> = {},
): Hop {
  const files = {
    userknownhostsfile: `${userFile} ${userFile}2`,
    globalknownhostsfile: globalFile,
  };
  return someHop({ ...files, ...config }, hop);
}

describe('verdict', () => {
  test.each([
    ['its key', line('gpu1.example.org', ed25519), 'known'],
    ['its key among others', line('gpu1.example.org', rsa) + line('*', ed25519), 'known'],
    ['nothing', '', 'unknown'],
    ['another host', line('gpu2.example.org', ed25519), 'unknown'],
    ['another key', line('gpu1.example.org', ed25519Other), 'changed'],
    ['a key of another type only', line('gpu1.example.org', rsa), 'changed'],
    ['an authority only', `@cert-authority ${line('*', ed25519)}`, 'unknown'],
    ['an unknown marker', `@trust-me ${line('gpu1.example.org', ed25519)}`, 'unknown'],
    ['a revocation', line('*', ed25519) + `@revoked ${line('*', ed25519)}`, 'revoked'],
    ['a revocation of another key', `@revoked ${line('*', ed25519Other)}`, 'unknown'],
    ['only its port', line('[gpu1.example.org]:22', ed25519), 'unknown'],
  ])('with %s', async (_, text, state) => {
    await writeFile(userFile, text);
    const known = await KnownHosts.of(hopWith());
    expect(known.verdict(ed25519)).toMatchObject({ state });
  });

  test('counts every file, and names the one that speaks', async () => {
    await writeFile(userFile, line('gpu1.example.org', ed25519Other));
    await writeFile(globalFile, `@revoked ${line('*', ed25519)}`);
    expect((await KnownHosts.of(hopWith())).verdict(ed25519)).toEqual({
      state: 'revoked',
      file: globalFile,
    });
    await writeFile(globalFile, '');
    expect((await KnownHosts.of(hopWith())).verdict(ed25519)).toEqual({
      state: 'changed',
      file: userFile,
    });
  });

  test('on another port, the name without it vouches, but does not accuse', async () => {
    const hop = hopWith({}, { port: 2222 });
    await writeFile(userFile, line('gpu1.example.org', ed25519));
    expect((await KnownHosts.of(hop)).verdict(ed25519)).toEqual({ state: 'known' });
    expect((await KnownHosts.of(hop)).verdict(ed25519Other)).toEqual({ state: 'unknown' });
    const bare = line('gpu1.example.org', ed25519Other);
    await writeFile(userFile, line('[gpu1.example.org]:2222', ed25519) + bare);
    expect((await KnownHosts.of(hop)).verdict(ed25519Other)).toMatchObject({ state: 'changed' });
    await writeFile(userFile, line('[gpu1.example.org]:2222', ed25519) + `@revoked ${bare}`);
    expect((await KnownHosts.of(hop)).verdict(ed25519Other)).toMatchObject({ state: 'revoked' });
  });

  test('HostKeyAlias takes the place of name and port', async () => {
    const hop = hopWith({ hostkeyalias: 'the-gpu' }, { port: 2222 });
    await writeFile(userFile, line('the-gpu', ed25519));
    expect((await KnownHosts.of(hop)).verdict(ed25519)).toEqual({ state: 'known' });
    await writeFile(userFile, line('[gpu1.example.org]:2222', ed25519));
    expect((await KnownHosts.of(hop)).verdict(ed25519)).toEqual({ state: 'unknown' });
  });

  test('RevokedHostKeys revokes for every host', async () => {
    await writeFile(userFile, line('*', ed25519));
    const revoked = path.join(directory, 'revoked');
    await writeFile(revoked, `# old\nssh-ed25519 ${ed25519.toString('base64')} comment\n`);
    const known = await KnownHosts.of(hopWith({ revokedhostkeys: revoked }));
    expect(known.verdict(ed25519)).toEqual({ state: 'revoked', file: revoked });
  });

  test('a revocation list that cannot be read forbids all', async () => {
    const revoked = path.join(directory, 'revoked');
    const of = KnownHosts.of(hopWith({ revokedhostkeys: revoked }));
    await expect(of).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
    await writeFile(revoked, Buffer.from('SSHKRL\n\0'));
    const binary = KnownHosts.of(hopWith({ revokedhostkeys: revoked }));
    await expect(binary).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
  });

  test('a file that cannot be read is an error, not an empty file', async () => {
    await expect(KnownHosts.of(hopWith({ userknownhostsfile: directory }))).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  });
});

test('knows which types to ask for', async () => {
  await writeFile(userFile, line('*', rsa) + `@revoked ${line('*', ed25519)}`);
  expect((await KnownHosts.of(hopWith())).knownTypes()).toEqual(['ssh-rsa']);
  await writeFile(userFile, line('gpu1.example.org', ed25519));
  expect((await KnownHosts.of(hopWith({}, { port: 2222 }))).knownTypes()).toEqual(['ssh-ed25519']);
});

describe('add', () => {
  test('makes the file for this user alone', async () => {
    const file = path.join(directory, 'new', 'known_hosts');
    const hop = hopWith({ userknownhostsfile: file }, { port: 2222 });
    expect(await (await KnownHosts.of(hop)).add(ed25519)).toBe(file);
    expect(await readFile(file, 'utf8')).toBe(line('[gpu1.example.org]:2222', ed25519));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    expect((await KnownHosts.of(hop)).verdict(ed25519)).toEqual({ state: 'known' });
  });

  test('begins a line of its own and loses no byte', async () => {
    await writeFile(userFile, '# no newline at the end');
    await (await KnownHosts.of(hopWith())).add(ed25519);
    expect(await readFile(userFile, 'utf8')).toBe(
      `# no newline at the end\n${line('gpu1.example.org', ed25519)}`,
    );
  });

  test('hashes the name where the person wants that', async () => {
    const hop = hopWith({ hashknownhosts: 'yes' });
    await (await KnownHosts.of(hop)).add(ed25519);
    expect(await readFile(userFile, 'utf8')).toMatch(/^\|1\|[^|]+\|[^|]+ ssh-ed25519 /);
    expect((await KnownHosts.of(hop)).verdict(ed25519)).toEqual({ state: 'known' });
  });

  test('writes nowhere when there is to be no file', async () => {
    const known = await KnownHosts.of(hopWith({ userknownhostsfile: 'none' }));
    expect(await known.add(ed25519)).toBeUndefined();
  });

  test.each(['github.com,.example.org', '*', 'a b', '!a', '@revoked'])(
    'is not written for %s, which would mean others',
    async (hostName) => {
      const known = await KnownHosts.of(hopWith({}, { hostName }));
      expect(await known.add(ed25519)).toBeUndefined();
      await expect(stat(userFile)).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});
