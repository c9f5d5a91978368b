import { execFileSync } from 'node:child_process';
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { identitiesOf, type Identity } from '../../../../../src/core/ssh/login/identity.ts';
import { inspectKeyFile, publicKeyLine } from '../../../../../src/core/ssh/login/keyFile.ts';
import { someHop } from '../someHop.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

let directory = '';

beforeEach(async () => {
  directory = await temporaryDirectory();
});

interface NewKey {
  readonly type: string;
  readonly passphrase?: string;
  readonly format?: string;
}

function keyFile({ type, passphrase = '', format }: NewKey): string {
  const file = path.join(directory, `key-${type}`);
  const size = type === 'rsa' ? ['-b', '1024'] : [];
  const form = format === undefined ? [] : ['-m', format];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, ...form, '-N', passphrase, '-f', file]);
  return file;
}

async function publicBlobOf(file: string): Promise<Buffer | undefined> {
  return publicKeyLine(await readFile(`${file}.pub`, 'utf8'));
}

describe('inspectKeyFile', () => {
  test.each([
    [{ type: 'ed25519' }, 'private'],
    [{ type: 'ed25519', passphrase: 'secret' }, 'encrypted'],
    [{ type: 'ecdsa', format: 'PEM' }, 'private'],
    [{ type: 'ecdsa', format: 'PEM', passphrase: 'secret' }, 'encrypted'],
    [{ type: 'ecdsa', format: 'PKCS8', passphrase: 'secret' }, 'encrypted'],
  ] as const)('%j is %s', async (key, content) => {
    const file = keyFile(key);
    const facts = inspectKeyFile(await readFile(file, 'utf8'));
    expect(facts.content).toBe(content);
    if (key.type === 'ed25519') expect(facts.publicBlob).toEqual(await publicBlobOf(file));
  });

  test.each([
    ['', 'unknown'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', 'unknown'],
    ['PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n', 'strange'],
    ['PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\n', 'encrypted'],
    ['PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\n', 'private'],
  ])('%j is %s', (text, content) => {
    expect(inspectKeyFile(text).content).toBe(content);
  });
});

describe('identitiesOf', () => {
  const identities = (...names: string[]): Promise<Identity[]> =>
    identitiesOf(someHop({ identityfile: names }));

  test('gives the keys that exist, in order, each once', async () => {
    const [one, two] = [keyFile({ type: 'ed25519' }), keyFile({ type: 'ecdsa' })];
    const found = await identities(two, path.join(directory, 'none'), one, two, 'none');
    expect(found.map(({ name }) => name)).toEqual([two, one]);
    expect(found.every(({ privateText }) => privateText?.includes('PRIVATE KEY'))).toBe(true);
  });

  test('knows the public half of a key with a passphrase, and where to open it', async () => {
    const file = keyFile({ type: 'ecdsa', passphrase: 'secret', format: 'PEM' });
    expect(await identities(file)).toEqual([
      {
        name: file,
        publicBlob: await publicBlobOf(file),
        isCertified: false,
        locked: { file, text: await readFile(file, 'utf8') },
      },
    ]);
  });

  test('takes the name of a public key, or of one whose private half is elsewhere', async () => {
    const file = keyFile({ type: 'ed25519' });
    await rm(file);
    const publicBlob = await publicBlobOf(file);
    expect(await identities(file)).toMatchObject([{ name: file, publicBlob }]);
    expect(await identities(`${file}.pub`)).toMatchObject([{ publicBlob }]);
  });

  test('uses no key that others can read, as ssh', async () => {
    const file = keyFile({ type: 'ed25519' });
    await chmod(file, 0o640);
    expect(await identities(file)).toMatchObject([{ obstacle: 'others can read it' }]);
  });

  test('does not wait for what is no file', async () => {
    const pipe = path.join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await identities(pipe)).toMatchObject([{ obstacle: 'it is no key file' }]);
    const huge = path.join(directory, 'huge');
    await writeFile(huge, Buffer.alloc(100_000));
    expect(await identities(huge)).toMatchObject([{ obstacle: 'it is no key file' }]);
  });

  test('expands tokens in names', async () => {
    const file = keyFile({ type: 'ed25519' });
    await copyFile(file, path.join(directory, 'alice@gpu1'));
    expect(await identities(`${directory}/%r@%n`)).toHaveLength(1);
  });
});
