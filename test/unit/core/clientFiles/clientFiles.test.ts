import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, stat, symlink, writeFile, chmod, link } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { clientFilesOf, entryFor, recordFor, temporaryHome, uncancelled } from './fixture.ts';

let home: DockhopHome;

beforeEach(async () => {
  home = await temporaryHome();
});

async function writeConfig(content: string | Buffer): Promise<void> {
  await mkdir(home.sshDirectory, { recursive: true, mode: 0o700 });
  await writeFile(home.userConfigFile, content, { mode: 0o600 });
}

function configBytes(): Promise<Buffer> {
  return readFile(home.userConfigFile);
}

/** Every file below the home with what a person could see change. */
async function snapshot(directory = home.sshDirectory): Promise<Record<string, unknown>> {
  const names = await readdir(directory, { recursive: true });
  const all: Record<string, unknown> = {};
  for (const name of names.sort()) {
    const file = path.join(directory, name);
    const { mode, mtimeMs, ino } = await stat(file);
    const isFile = (await stat(file)).isFile();
    all[name] = isFile ? [mode, mtimeMs, ino, await readFile(file, 'latin1')] : mode;
  }
  return all;
}

function ssh(alias: string): string {
  // The relative Include of the default place means the account's own ~/.ssh: ask the file itself.
  const words = ['-F', home.entriesFile, '-G', '--', alias];
  return execFileSync('ssh', words, { encoding: 'utf8' });
}

describe('writing an entry', () => {
  it('makes everything that ssh needs, private, and the Include line first', async () => {
    await writeConfig('Host gpu1\n  User alice\n');
    const { files } = clientFilesOf(home);
    const { changed } = await files.writeEntry(
      entryFor('gpu1-ws'),
      recordFor('gpu1-ws'),
      uncancelled,
    );
    expect(changed).toBe(true);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe(
      'Include dockhop/config\nHost gpu1\n  User alice\n',
    );
    const answer = ssh('gpu1-ws');
    expect(answer).toContain('hostname gpu1-ws\n');
    expect(answer).toContain('stricthostkeychecking true\n');
    expect(answer).toContain(
      `userknownhostsfile ${path.join(home.knownHostsDirectory, 'gpu1-ws')}\n`,
    );
    for (const [name, found] of Object.entries(await snapshot(home.directory))) {
      const mode = Array.isArray(found) ? Number(found[0]) : Number(found);
      expect([name, (mode & 0o077).toString(8)]).toEqual([name, '0']);
    }
  });
});
