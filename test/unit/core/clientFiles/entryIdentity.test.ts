import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ClientFiles } from '../../../../src/core/clientFiles/clientFiles.ts';
import { authorizedKeyLine } from '../../../../src/core/container/configure/authorizedKey.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { temporaryHome, uncancelled } from './fixture.ts';
import { entryFor, recordFor } from './values.ts';

/** A laptop whose entries are to use a key of the person's. */
async function laptop(type: string, ...bits: readonly string[]) {
  const home = await temporaryHome();
  const identityFile = path.join(path.dirname(home.sshDirectory), 'my key');
  execFileSync('ssh-keygen', ['-q', '-t', type, ...bits, '-N', '', '-f', identityFile]);
  const options = { home, settings: { configFile: home.userConfigFile }, log: recordingLog() };
  const files = new ClientFiles({ ...options, entries: () => ({ identityFile }) });
  return { home, identityFile, files, own: new ClientFiles(options) };
}

describe('another identity', () => {
  it.each([
    ['ed25519', 'ssh-ed25519'],
    ['ecdsa', 'ecdsa-sha2-nistp256'],
    ['rsa', 'ssh-rsa'],
  ])('of type %s is what containers authorise, under the id of this laptop', async (type, word) => {
    const { files, own, identityFile } = await laptop(type);
    const key = await files.key(uncancelled);
    expect(key.publicKey).toMatch(new RegExp(`^${word} [A-Za-z0-9+/=]+$`));
    expect(key.privateKeyFile).toBe(identityFile);
    expect(key.laptop).toBe((await own.key(uncancelled)).laptop);
    expect(authorizedKeyLine(key.publicKey, key.laptop, '')).toBe(
      `${key.publicKey} dockhop:${key.laptop}`,
    );
  });

  it('is what entries name, to ssh as well', async () => {
    const { files, home, identityFile } = await laptop('ed25519');
    await files.writeEntry(entryFor('gpu1-ws'), recordFor('gpu1-ws'), uncancelled);
    const words = ['-F', home.entriesFile, '-G', '--', 'gpu1-ws'];
    expect(execFileSync('ssh', words, { encoding: 'utf8' })).toContain(
      `\nidentityfile ${identityFile}\n`,
    );
  });

  it('needs its public half, and never its private one', async () => {
    const { files, identityFile } = await laptop('ed25519');
    await rm(identityFile);
    expect((await files.key(uncancelled)).privateKeyFile).toBe(identityFile);
    await rm(`${identityFile}.pub`);
    await expect(files.key(uncancelled)).rejects.toMatchObject({
      code: 'IDENTITY_UNFIT',
      message: expect.stringContaining('my key.pub') as string,
    });
  });

  it.each([
    'ssh-dss AAAAB3NzaC1kc3MAAACBAP0=',
    'ssh-ed25519 AAAA',
    'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'restrict,command="x" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '',
  ])('is refused when its public half is %j', async (text) => {
    const { files, identityFile } = await laptop('ed25519');
    await writeFile(`${identityFile}.pub`, `${text}\n`);
    await expect(files.key(uncancelled)).rejects.toMatchObject({ code: 'IDENTITY_UNFIT' });
  });
});
