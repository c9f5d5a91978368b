import { execFileSync } from 'node:child_process';
import {
  appendFile,
  link,
  mkdir,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  knownHostsFileOf,
  type DockhopHome,
} from '../../../../src/core/clientFiles/dockhopHome.ts';
import { clientFilesOf, temporaryHome, uncancelled } from './fixture.ts';
import { entryFor, hostKey, recordFor } from './values.ts';

let home: DockhopHome;

beforeEach(async () => {
  home = await temporaryHome();
});

async function writeConfig(content: string | Buffer): Promise<void> {
  await mkdir(home.sshDirectory, { recursive: true, mode: 0o700 });
  await writeFile(home.userConfigFile, content, { mode: 0o600 });
}

/** All below ~/.ssh that a person, or ssh, could see change; directories by their mode alone. */
async function snapshot(): Promise<Record<string, readonly unknown[]>> {
  const names = await readdir(home.sshDirectory, { recursive: true });
  const found = names.sort().map(async (name) => {
    const file = path.join(home.sshDirectory, name);
    const { mode, mtimeMs, ino, nlink } = await stat(file);
    const content = (await stat(file)).isFile() ? await readFile(file, 'latin1') : undefined;
    return [name, content === undefined ? [mode] : [mode, mtimeMs, ino, nlink, content]] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** The same without times. */
async function contents(): Promise<readonly unknown[]> {
  return Object.entries(await snapshot()).map(([name, found]) => [name, found[0], found.at(-1)]);
}

/** What ssh makes of an alias, by our own file: the relative Include would mean the real home. */
function askSsh(alias: string): string {
  const words = ['-F', home.entriesFile, '-G', '--', alias];
  return execFileSync('ssh', words, { encoding: 'utf8', stdio: 'pipe' });
}

const write = (alias: string, changes = {}) =>
  clientFilesOf(home).files.writeEntry(entryFor(alias, changes), recordFor(alias), uncancelled);

const withdraw = (alias: string) => clientFilesOf(home).files.withdrawEntry(alias, uncancelled);

describe('writing an entry', () => {
  it('makes everything that ssh needs, and the Include line first', async () => {
    await writeConfig('Host gpu1\n  User alice\n');
    expect(await write('gpu1-ws')).toMatchObject({ changed: true });
    expect(await readFile(home.userConfigFile, 'utf8')).toBe(
      'Include dockhop/config\nHost gpu1\n  User alice\n',
    );
    const answer = askSsh('gpu1-ws');
    const knownHostsFile = knownHostsFileOf(home, 'gpu1-ws');
    expect(answer).toContain(`\nuserknownhostsfile ${knownHostsFile}\n`);
    expect(answer).toContain(`\nidentityfile ${home.keyFile}\n`);
    expect(await readFile(knownHostsFile, 'utf8')).toBe(`gpu1-ws ${hostKey}\n`);
    const words = ['-F', 'gpu1-ws', '-f', knownHostsFile];
    expect(execFileSync('ssh-keygen', words, { encoding: 'utf8' })).toContain(hostKey);
  });

  it.each([0o000, 0o002, 0o077])('keeps others out with umask %o', async (umask) => {
    const before = process.umask(umask);
    try {
      await write('gpu1-ws');
    } finally {
      process.umask(before);
    }
    for (const [name, [mode]] of Object.entries(await snapshot())) {
      expect([name, Number(mode) & 0o077]).toEqual([name, 0]);
    }
    expect(Object.keys(await snapshot())).toContain('dockhop/id_ed25519');
  });

  it('changes no byte and no time the second time', async () => {
    await writeConfig('Host gpu1\n');
    const { entryHash } = await write('gpu1-ws');
    const before = await snapshot();
    expect(await write('gpu1-ws')).toMatchObject({ changed: false, entryHash });
    expect(await snapshot()).toEqual(before);
  });

  it('renews the entry in its place, and its hash with it', async () => {
    const { entryHash } = await write('gpu1-a');
    await write('gpu1-b');
    const renewed = await write('gpu1-a', { user: 'alice' });
    expect(renewed.changed).toBe(true);
    expect(renewed.entryHash).not.toBe(entryHash);
    expect(askSsh('gpu1-a')).toContain('\nuser alice\n');
    expect((await readFile(home.entriesFile, 'utf8')).match(/^Host .*$/gm)).toEqual([
      'Host gpu1-a',
      'Host gpu1-b',
    ]);
  });

  it('has another hash for another host key', async () => {
    const { entryHash } = await write('gpu1-a');
    const other = await write('gpu1-a', { hostKey: hostKey.replace(/x$/, 'y') });
    expect(other.changed).toBe(true);
    expect(other.entryHash).not.toBe(entryHash);
  });

  it("keeps a person's own lines, above ours", async () => {
    await write('gpu1-a');
    const text = await readFile(home.entriesFile, 'utf8');
    const mine = `# mine: ü\nHost other\n  User bob\n`;
    const edited = text
      .replace('Host gpu1-a\n', 'Host gpu1-a\n  ServerAliveInterval 5\n')
      .replace('\n# <<<', '\n  LocalForward 8888 localhost:8888\n# <<<');
    await writeFile(home.entriesFile, mine + edited);
    await write('gpu1-a', { user: 'alice' });
    const after = await readFile(home.entriesFile, 'utf8');
    expect(after.startsWith(mine)).toBe(true);
    const answer = askSsh('gpu1-a');
    expect(answer).toContain('\nserveraliveinterval 5\n');
    expect(answer).toContain('\nuser alice\n');
    expect(answer).toContain('\nlocalforward 8888 [localhost]:8888\n');
    const settled = await snapshot();
    expect(await write('gpu1-a', { user: 'alice' })).toMatchObject({ changed: false });
    expect(await snapshot()).toEqual(settled);
  });

  it('takes options that were written above Host into the entry, where they mean it alone', async () => {
    await write('gpu1-a');
    const text = await readFile(home.entriesFile, 'utf8');
    await writeFile(home.entriesFile, text.replace('Host gpu1-a', 'Compression yes\nHost gpu1-a'));
    await write('gpu1-a', { user: 'alice' });
    expect(askSsh('gpu1-a')).toContain('\ncompression yes\n');
    expect(askSsh('another')).toContain('\ncompression no\n');
  });

  it('is refused, with nothing changed, when ssh does not understand our file', async () => {
    await write('gpu1-a');
    await appendFile(home.entriesFile, 'Host mine\n  NoSuchOption yes\n');
    const before = await contents();
    await expect(write('gpu1-b')).rejects.toMatchObject({
      code: 'ENTRY_REFUSED',
      message: expect.stringMatching(/config.*nosuchoption/i) as string,
    });
    expect(await contents()).toEqual(before);
  });

  it("leaves everything as it was when the person's config must not be touched", async () => {
    await writeConfig('Host gpu1\n');
    await link(home.userConfigFile, path.join(home.sshDirectory, 'other-name'));
    await expect(write('gpu1-ws')).rejects.toMatchObject({
      code: 'CONFIG_UNSAFE',
      details: { line: 'Include dockhop/config' },
    });
    expect(await clientFilesOf(home).files.records()).toEqual([]);
    const left = Object.keys(await snapshot()).filter((name) => !name.includes('id_ed25519'));
    expect(left).toEqual([
      'config',
      'dockhop',
      'dockhop/known_hosts',
      'dockhop/state.json',
      'other-name',
    ]);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Host gpu1\n');
  });

  it('accepts the line that the person pasted into such a config', async () => {
    await writeConfig('Include dockhop/config\nHost gpu1\n');
    await link(home.userConfigFile, path.join(home.sshDirectory, 'other-name'));
    expect(await write('gpu1-ws')).toMatchObject({ changed: true });
    expect(await withdraw('gpu1-ws')).toBe(true);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Include dockhop/config\nHost gpu1\n');
  });

  it('loses nothing when many write at once', async () => {
    await writeConfig('Host gpu1\n');
    const aliases = Array.from({ length: 12 }, (_, index) => `gpu1-ws${index}`).sort();
    await Promise.all(aliases.map((alias) => write(alias)));
    const text = await readFile(home.entriesFile, 'utf8');
    expect([...text.matchAll(/^Host (.*)$/gm)].map(([, alias]) => alias).sort()).toEqual(aliases);
    const records = await clientFilesOf(home).files.records();
    expect(records.map(({ alias }) => alias).sort()).toEqual(aliases);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Include dockhop/config\nHost gpu1\n');
  });

  it('ends when it is cancelled, with nothing changed', async () => {
    await writeConfig('Host gpu1\n');
    const { files } = clientFilesOf(home);
    await files.key(uncancelled);
    const before = await snapshot();
    const writing = files.writeEntry(
      entryFor('gpu1-ws'),
      recordFor('gpu1-ws'),
      AbortSignal.abort(),
    );
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await snapshot()).toEqual(before);
  });
});

describe('withdrawing an entry', () => {
  const texts: readonly (readonly [string, string | Buffer])[] = [
    ['an ordinary config', 'Host gpu1\n  User alice\n'],
    ['an empty one', ''],
    ['one without a last newline', 'Host gpu1\n  User alice'],
    ['one with CRLF', 'Host gpu1\r\n  User alice\r\n'],
    ['trailing blanks', 'Host gpu1  \n\tUser alice\t\n\n\n'],
    ['letters of another encoding', Buffer.from('# \xe9\xff\nHost gpu1\n', 'latin1')],
    ["other tools' blocks", '# BEGIN x\nInclude x/config\n# END x\nHost *\n  User $&\n'],
  ];
  it.each(texts)('gives back %s byte for byte', async (_, text) => {
    await writeConfig(text);
    const before = await readFile(home.userConfigFile);
    await write('gpu1-a');
    expect((await readFile(home.userConfigFile)).equals(before)).toBe(false);
    expect(await withdraw('gpu1-a')).toBe(true);
    expect((await readFile(home.userConfigFile)).equals(before)).toBe(true);
  });

  it('removes a config that was not there before', async () => {
    await write('gpu1-a');
    expect((await stat(home.userConfigFile)).mode & 0o777).toBe(0o600);
    await withdraw('gpu1-a');
    const names = Object.keys(await snapshot());
    expect(names.filter((name) => !/id_ed25519|state\.json/.test(name))).toEqual([
      'dockhop',
      'dockhop/known_hosts',
    ]);
  });

  it('keeps a config that we made once something else is in it', async () => {
    await write('gpu1-a');
    await appendFile(home.userConfigFile, 'Host mine\n');
    await withdraw('gpu1-a');
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Host mine\n');
  });

  it('keeps the line while another entry needs it', async () => {
    await writeConfig('Host gpu1\n');
    await write('gpu1-a');
    await write('gpu1-b');
    await withdraw('gpu1-a');
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Include dockhop/config\nHost gpu1\n');
    expect(askSsh('gpu1-b')).toContain('hostname gpu1-b\n');
    expect(await clientFilesOf(home).files.record('gpu1-a')).toBeUndefined();
    await withdraw('gpu1-b');
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Host gpu1\n');
  });

  it('says when there was none', async () => {
    expect(await withdraw('gpu1-a')).toBe(false);
  });

  it('keeps the key and the hosts', async () => {
    const { files } = clientFilesOf(home);
    const { publicKey } = await files.key(uncancelled);
    await files.chooseHosts(() => ['gpu1'], uncancelled);
    await write('gpu1-a');
    await withdraw('gpu1-a');
    expect(await files.hosts()).toEqual(['gpu1']);
    expect((await files.key(uncancelled)).publicKey).toBe(publicKey);
  });

  it('takes the line out of every config that got it', async () => {
    await writeConfig('Host gpu1\n');
    const second = path.join(home.sshDirectory, 'second');
    await writeFile(second, 'Host gpu2\n');
    await write('gpu1-a');
    const { files } = clientFilesOf(home, second);
    await files.writeEntry(entryFor('gpu2-b'), recordFor('gpu2-b'), uncancelled);
    expect(await readFile(second, 'utf8')).toBe(`Include ${home.entriesFile}\nHost gpu2\n`);
    const words = ['-F', second, '-G', '--', 'gpu2-b'];
    expect(execFileSync('ssh', words, { encoding: 'utf8' })).toContain('hostname gpu2-b\n');
    await withdraw('gpu1-a');
    await withdraw('gpu2-b');
    expect(await readFile(second, 'utf8')).toBe('Host gpu2\n');
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Host gpu1\n');
  });

  it('goes on, with a warning, where the config must not be touched any more', async () => {
    await writeConfig('Host gpu1\n');
    await write('gpu1-a');
    await link(home.userConfigFile, path.join(home.sshDirectory, 'other-name'));
    const { files, log } = clientFilesOf(home);
    expect(await files.withdrawEntry('gpu1-a', uncancelled)).toBe(true);
    expect(log.warnings).toHaveLength(1);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Include dockhop/config\nHost gpu1\n');
  });
});

describe('restoring an entry', () => {
  it('removes one that was new', async () => {
    await writeConfig('Host gpu1\n');
    const { previous } = await write('gpu1-a');
    await clientFilesOf(home).files.restoreEntry(previous, uncancelled);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe('Host gpu1\n');
    expect(await clientFilesOf(home).files.records()).toEqual([]);
    expect(Object.keys(await snapshot())).not.toContain('dockhop/config');
  });

  it('puts back the former one, its key and its record', async () => {
    await write('gpu1-a');
    await write('gpu1-b');
    const before = await readFile(home.entriesFile, 'utf8');
    const knownHosts = await readFile(knownHostsFileOf(home, 'gpu1-a'), 'utf8');
    const { previous } = await clientFilesOf(home).files.writeEntry(
      entryFor('gpu1-a', { user: 'alice', hostKey: hostKey.replace(/x$/, 'y') }),
      recordFor('gpu1-a', { containerId: 'b'.repeat(64) }),
      uncancelled,
    );
    await clientFilesOf(home).files.restoreEntry(previous, uncancelled);
    expect(await readFile(home.entriesFile, 'utf8')).toBe(before);
    expect(await readFile(knownHostsFileOf(home, 'gpu1-a'), 'utf8')).toBe(knownHosts);
    expect(await clientFilesOf(home).files.record('gpu1-a')).toEqual(recordFor('gpu1-a'));
  });

  it('leaves alone what somebody has written since', async () => {
    const { previous } = await write('gpu1-a');
    await write('gpu1-a', { user: 'alice' });
    await clientFilesOf(home).files.restoreEntry(previous, uncancelled);
    expect(askSsh('gpu1-a')).toContain('\nuser alice\n');
  });
});

describe('what is remembered', () => {
  it('holds a proof, while there is an entry', async () => {
    const { files } = clientFilesOf(home);
    const { entryHash } = await write('gpu1-a');
    const proof = { at: '2026-01-01T00:00:00Z', startedAt: '2025-12-31T00:00:00Z', entryHash };
    await files.recordProof('gpu1-a', proof, uncancelled);
    await files.recordProof('gpu1-gone', proof, uncancelled);
    expect(await files.records()).toEqual([recordFor('gpu1-a', { proof })]);
  });

  it('loses no choice of hosts when several choose at once', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `gpu${index}`);
    await Promise.all(
      names.map((name) =>
        clientFilesOf(home).files.chooseHosts((hosts) => [...hosts, name], uncancelled),
      ),
    );
    expect([...(await clientFilesOf(home).files.hosts())].sort()).toEqual(names);
  });

  it('gives the same alias again when the state is lost, and nobody else’s', async () => {
    const { files } = clientFilesOf(home);
    const of = (container: string) =>
      files.aliasFor({ host: 'gpu1', engine: 'docker', container }, uncancelled);
    const alias = await of('ws');
    await files.writeEntry(entryFor(alias), recordFor(alias, { containerName: 'ws' }), uncancelled);
    await rm(home.stateFile);
    expect(await of('ws')).toBe(alias);
    expect(await of('WS')).toMatch(/^gpu1-ws-[0-9a-f]{6}$/);
  });

  it('keeps where a host is while its entries are written anew', async () => {
    const { files } = clientFilesOf(home);
    await write('gpu1-a');
    await files.recordPlace('gpu1-a', 'alice@10.0.0.5:22', uncancelled);
    await write('gpu1-a', { user: 'alice' });
    expect((await files.record('gpu1-a'))?.place).toBe('alice@10.0.0.5:22');
  });

  it('follows a host that got another name', async () => {
    const { files } = clientFilesOf(home);
    await write('gpu1-a');
    await files.chooseHosts(() => ['gpu1', 'gpu2'], uncancelled);
    const adoption = { alias: 'mine', host: 'gpu1', engine: 'docker', containerName: 'b' };
    await files.adopt(adoption, uncancelled);
    await files.renameHost('gpu1', 'gpu2', uncancelled);
    expect(await files.hosts()).toEqual(['gpu2']);
    expect((await files.entries()).map(({ host }) => host)).toEqual(['gpu2', 'gpu2']);
  });

  it('holds one adoption for each container', async () => {
    const { files } = clientFilesOf(home);
    const container = { host: 'gpu1', engine: 'docker', containerName: 'b' };
    await files.adopt({ ...container, alias: 'one' }, uncancelled);
    await files.adopt({ ...container, alias: 'two' }, uncancelled);
    expect(await files.adoptions()).toEqual([{ ...container, alias: 'two' }]);
    await files.unadopt(container, uncancelled);
    expect(await files.adoptions()).toEqual([]);
  });

  it("gives an alias that no pattern of the person's means, and keeps it", async () => {
    await writeConfig('Include more\nHost *\n  User x\n');
    const { files } = clientFilesOf(home);
    const of = (container: string) =>
      files.aliasFor({ host: 'gpu1', engine: 'docker', container }, uncancelled);
    expect(await of('ws')).toBe('gpu1-ws');
    await files.writeEntry(
      entryFor('gpu1-ws'),
      recordFor('gpu1-ws', { containerName: 'ws' }),
      uncancelled,
    );
    expect(await of('ws')).toBe('gpu1-ws');
    expect(await of('WS')).toMatch(/^gpu1-ws-[0-9a-f]{6}$/);
    await appendFile(home.userConfigFile, 'Host gpu1-*\n');
    expect(await of('other')).toMatch(/^dockhop-gpu1-other-[0-9a-f]{6}$/);
  });
});

describe("a directory that is not the person's own", () => {
  it('is not used when it is a link', async () => {
    await mkdir(home.sshDirectory, { mode: 0o700 });
    await mkdir(path.join(home.sshDirectory, 'elsewhere'));
    await symlink('elsewhere', home.directory);
    await expect(write('gpu1-a')).rejects.toMatchObject({ code: 'HOME_UNSAFE' });
    expect(await readdir(path.join(home.sshDirectory, 'elsewhere'))).toEqual([]);
  });

  it('is not used when a file has its name', async () => {
    await mkdir(home.sshDirectory, { mode: 0o700 });
    await writeFile(home.directory, '');
    await expect(write('gpu1-a')).rejects.toMatchObject({ code: 'HOME_UNSAFE' });
  });

  it('is closed to others again when it is ours', async () => {
    await mkdir(home.directory, { recursive: true, mode: 0o777 });
    await write('gpu1-a');
    expect((await stat(home.directory)).mode & 0o777).toBe(0o700);
  });

  it('does not follow a link in the place of our own file', async () => {
    await write('gpu1-a');
    const target = path.join(home.sshDirectory, 'target');
    await writeFile(target, '');
    await rm(home.entriesFile);
    await symlink(target, home.entriesFile);
    await expect(write('gpu1-a')).rejects.toMatchObject({ code: 'HOME_UNSAFE' });
    expect(await readFile(target, 'utf8')).toBe('');
  });
});
