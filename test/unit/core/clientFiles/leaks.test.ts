import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { isWorthTelling, leaksOf } from '../../../../src/core/clientFiles/leaks.ts';
import { clientFilesOf, temporaryHome, uncancelled } from './fixture.ts';
import { entryFor, recordFor } from './values.ts';

let home: DockhopHome;

beforeEach(async () => {
  home = await temporaryHome();
  await mkdir(home.sshDirectory, { recursive: true, mode: 0o700 });
});

/** What leaks into an entry from a config; the Include is absolute, as it would be for ssh -F. */
async function reading(config: string, ownLine?: string) {
  const file = `${home.sshDirectory}/other`;
  await writeFile(file, config, { mode: 0o600 });
  const { files } = clientFilesOf(home, file);
  const write = () => files.writeEntry(entryFor('gpu1-ws'), recordFor('gpu1-ws'), uncancelled);
  await write();
  if (ownLine !== undefined) {
    const text = await readFile(home.entriesFile, 'utf8');
    await writeFile(home.entriesFile, text.replace('Host gpu1-ws\n', `Host gpu1-ws\n${ownLine}\n`));
    await write();
  }
  return files.readAlias('gpu1-ws', uncancelled);
}

describe('what leaks into an entry', () => {
  it('is nothing where Host * says only what the entry says itself', async () => {
    const config =
      'Host *\n  User mallory\n  ForwardAgent yes\n  ControlMaster auto\n  Compression yes\n';
    expect(await reading(config)).toEqual({ leaks: [], hasRemoteCommand: false });
  });

  it.each([
    ['LocalForward 8888 localhost:8888', 'localforward', '8888 [localhost]:8888'],
    ['RemoteForward 9000 localhost:9000', 'remoteforward', '9000 [localhost]:9000'],
    ['SendEnv AWS_SECRET_KEY', 'sendenv', 'AWS_SECRET_KEY'],
    ['SetEnv A=b', 'setenv', 'A=b'],
    ['IdentityFile ~/.ssh/other', 'identityfile', '~/.ssh/other'],
    ['ConnectTimeout 3', 'connecttimeout', '3'],
  ])('is %s, which no entry can take back', async (line, option, value) => {
    const { leaks } = await reading(`Host *\n  ${line}\n`);
    expect(leaks).toEqual([{ option, value }]);
  });

  it('is not what Linux systems send to every host', async () => {
    expect((await reading('Host *\n  SendEnv LANG LC_*\n')).leaks).toEqual([]);
  });

  it('is not what the person wrote into the entry', async () => {
    const found = await reading('Host *\n  User x\n', '  LocalForward 8888 localhost:8888');
    expect(found.leaks).toEqual([]);
  });

  it('is told from a command that the person wrote into the entry', async () => {
    const found = await reading('Host *\n  RemoteCommand tmux\n');
    expect(found.hasRemoteCommand).toBe(false);
    const own = await reading('Host *\n', '  RemoteCommand tmux');
    expect(own).toEqual({ leaks: [], hasRemoteCommand: true });
  });

  it('is a value of ours that ssh does not take, for another file came first', async () => {
    const { files } = clientFilesOf(home);
    await files.writeEntry(entryFor('gpu1-ws'), recordFor('gpu1-ws'), uncancelled);
    const file = `${home.sshDirectory}/first`;
    await writeFile(file, `Host gpu1-*\n  Port 2222\nInclude ${home.entriesFile}\n`, {
      mode: 0o600,
    });
    const { leaks } = await clientFilesOf(home, file).files.readAlias('gpu1-ws', uncancelled);
    expect(leaks).toEqual([{ option: 'port', value: '2222' }]);
  });
});

describe('the comparison', () => {
  const config = (...lines: readonly (readonly [string, ...string[]])[]) =>
    new Map(lines.map(([keyword, ...values]) => [keyword, values] as const));

  it('counts what stands twice', () => {
    const meant = config(['localforward', '1 a:1']);
    const found = config(['localforward', '1 a:1', '1 a:1', '2 b:2']);
    expect(leaksOf(meant, found)).toEqual([
      { option: 'localforward', value: '1 a:1' },
      { option: 'localforward', value: '2 b:2' },
    ]);
  });

  it('tells of no further identity: it is only offered after ours', () => {
    expect(isWorthTelling({ option: 'identityfile', value: '~/x' })).toBe(false);
    expect(isWorthTelling({ option: 'localforward', value: '1 a:1' })).toBe(true);
  });
});
