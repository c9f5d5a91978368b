import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { utils } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { clientKey } from '../../../../src/core/clientFiles/clientKey.ts';
import { newKey, readKey } from '../../../../src/core/clientFiles/openSshKey.ts';
import { temporaryDirectory, temporaryHome, uncancelled } from './fixture.ts';

describe("Dockhop's own key", () => {
  it('is made once, private, and found again', async () => {
    const home = await temporaryHome();
    const key = await clientKey(home, uncancelled);
    expect(key.laptop).toMatch(/^[a-z0-9]{12}$/);
    expect(key.publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/]{68} dockhop-[a-z0-9]{12}$/);
    expect(key.publicKey.endsWith(` dockhop-${key.laptop}`)).toBe(true);
    expect(await clientKey(home, uncancelled)).toEqual(key);
    expect((await stat(key.privateKeyFile)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${key.privateKeyFile}.pub`, 'utf8')).toBe(`${key.publicKey}\n`);
  });

  it('is one key, however many ask for it first', async () => {
    const home = await temporaryHome();
    const keys = await Promise.all(Array.from({ length: 8 }, () => clientKey(home, uncancelled)));
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1);
  });

  it("is another one on another laptop's home", async () => {
    const one = await clientKey(await temporaryHome(), uncancelled);
    const other = await clientKey(await temporaryHome(), uncancelled);
    expect(one.laptop).not.toBe(other.laptop);
    expect(one.publicKey).not.toBe(other.publicKey);
  });

  it('is never replaced when the file holds something else', async () => {
    const home = await temporaryHome();
    await clientKey(home, uncancelled);
    await writeFile(home.keyFile, 'mine');
    await expect(clientKey(home, uncancelled)).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
    expect(await readFile(home.keyFile, 'utf8')).toBe('mine');
  });

  it('is not one that somebody else made', async () => {
    const home = await temporaryHome();
    await clientKey(home, uncancelled);
    await rm(home.keyFile);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'me', '-f', home.keyFile]);
    await expect(clientKey(home, uncancelled)).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
  });
});

describe('a key file', () => {
  it('is understood by ssh-keygen and by ssh2', async () => {
    const file = path.join(await temporaryDirectory(), 'key');
    for (let length = 0; length < 8; length++) {
      const { privateKey, publicKey } = newKey(`comment${'x'.repeat(length)}`);
      await writeFile(file, privateKey, { mode: 0o600 });
      expect(execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' })).toBe(
        `${publicKey}\n`,
      );
      await rm(file);
      const parsed = utils.parseKey(privateKey);
      if (parsed instanceof Error) throw parsed;
      expect(parsed.verify('text', parsed.sign('text'))).toBe(true);
    }
  });

  it('can be read again, also when the public key begins with zeros', () => {
    for (let count = 0; count < 1000; count++) {
      const { privateKey, publicKey } = newKey('c');
      expect(readKey(Buffer.from(privateKey))).toEqual({ publicKey, comment: 'c' });
    }
  });
});
