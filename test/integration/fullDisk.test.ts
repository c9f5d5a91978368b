import { chown, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import type { EntryRecord } from '../../src/core/clientFiles/entry.ts';
import { UserConfig } from '../../src/core/clientFiles/userConfig.ts';
import { run } from './laptop.ts';

const signal = new AbortController().signal;
const include = { line: 'Include dockhop/config', paths: ['dockhop/config'] };
/** Neither root nor, most likely, whoever runs the tests. */
const ordinary = 65_534;

/** The lab needs it as well: without it nothing of this can be shown. */
async function mount(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await run('mount', words);
  if (code !== 0) throw new Error(`mount ${words.join(' ')}: ${stderr}`);
  const at = words.at(-1) ?? '';
  onTestFinished(async () => {
    await run('umount', [at]);
  });
}

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'dockhop-disk-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  await chown(path, ordinary, ordinary);
  return path;
}

/** A file system of an ordinary account's with room for 64 kB. */
async function smallDisk(): Promise<string> {
  const path = await directory();
  await mount('-t', 'tmpfs', '-o', `size=64k,uid=${ordinary},gid=${ordinary}`, 'none', path);
  return path;
}

/** As an account that cannot do everything. */
async function asOrdinary<Result>(work: () => Promise<Result>): Promise<Result> {
  process.seteuid?.(ordinary);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

const largeConfig = `# ${'x'.repeat(45_000)}\nHost gpu1\n  User alice\n`;

it('a full disk leaves the config as it was, and nothing beside it', async () => {
  const disk = await smallDisk();
  const file = join(disk, 'config');
  const originalFile = join(await directory(), 'original');
  await asOrdinary(async () => {
    await writeFile(file, largeConfig, { mode: 0o600 });
    const compare = () => Promise.resolve();
    const config = new UserConfig(file, include, { originalFile, compare });
    await expect(config.addInclude(signal)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });
  expect(await readFile(file, 'utf8')).toBe(largeConfig);
  expect(await readdir(disk)).toEqual(['config']);
});

it('a disk that is full for our own files leaves the config without our line', async () => {
  const disk = await smallDisk();
  const configFile = join(await directory(), 'config');
  await asOrdinary(async () => {
    await writeFile(configFile, largeConfig, { mode: 0o600 });
    const home = dockhopHome({ env: { DOCKHOP_HOME: join(disk, 'dockhop') } });
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet };
    const files = new ClientFiles({ home, settings: { configFile }, log });
    await files.key(signal);
    await writeFile(join(disk, 'filler'), Buffer.alloc(64 * 1024)).catch(() => undefined);
    const entry = {
      alias: 'gpu1-ws',
      hostName: 'gpu1-ws',
      port: 22,
      user: 'root',
      proxyCommand: ['ssh', '-T', '--', 'gpu1'],
      hostKey: `ssh-ed25519 ${'AAAAC3NzaC1lZDI1NTE5AAAAI'.padEnd(68, 'x')}`,
      description: 'ws on gpu1',
    };
    const record: EntryRecord = {
      alias: 'gpu1-ws',
      host: 'gpu1',
      engine: 'docker',
      containerId: 'a'.repeat(64),
      containerName: 'ws',
      user: 'root',
      uid: 0,
      route: 'exec',
      mode: 'root',
      directory: '/etc/dockhop/0',
      folder: '/root',
    };
    await expect(files.writeEntry(entry, record, signal)).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
    expect(await files.records()).toEqual([]);
    expect(await readdir(home.directory)).not.toContain('config');
  });
  expect(await readFile(configFile, 'utf8')).toBe(largeConfig);
});

it('a config that is a mount point is not touched', async () => {
  const place = await directory();
  const [file, other] = [join(place, 'config'), join(place, 'other')];
  await mkdir(join(place, 'original'));
  for (const one of [file, other]) await writeFile(one, 'Host gpu1\n', { mode: 0o600 });
  await mount('--bind', other, file);
  const originalFile = join(place, 'original', 'config');
  const compare = () => Promise.resolve();
  const config = new UserConfig(file, include, { originalFile, compare });
  await expect(config.addInclude(signal)).rejects.toMatchObject({
    code: 'CONFIG_UNSAFE',
    message: expect.stringContaining('mount point') as string,
    details: { line: include.line },
  });
  expect(await readFile(file, 'utf8')).toBe('Host gpu1\n');
  expect((await readdir(place)).sort()).toEqual(['config', 'original', 'other']);
});
