import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { dockhopHome, type DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { splitEntries } from '../../../../src/core/clientFiles/entriesText.ts';
import { readIfThere } from '../../../../src/core/clientFiles/atomicFile.ts';
import { clientFilesOf, temporaryDirectory } from './fixture.ts';

const config = '# mine\nHost gpu1\n  User alice\n';
const included = `Include dockhop/config\n${config}`;
const modules = path.resolve(import.meta.dirname, '../../../../node_modules');

interface Writer {
  readonly home: DockhopHome;
  /** Arguments for Node that write the entry of this alias. */
  readonly words: (alias: string) => string[];
}

/** The writer as a program of its own, and a home for it. */
async function writer(): Promise<Writer> {
  const directory = await temporaryDirectory();
  const program = path.join(directory, 'writer.cjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'entryWriter.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    logLevel: 'silent',
  });
  const homeDirectory = path.join(directory, 'home');
  const home = dockhopHome({ env: {}, homeDirectory });
  await mkdir(home.sshDirectory, { recursive: true, mode: 0o700 });
  await writeFile(home.userConfigFile, config, { mode: 0o600 });
  return { home, words: (alias) => [program, homeDirectory, alias] };
}

const env = { ...process.env, NODE_PATH: modules };

describe('several programs', () => {
  it('that write at once lose nothing', { timeout: 60_000 }, async () => {
    const { home, words } = await writer();
    const aliases = Array.from({ length: 6 }, (_, index) => `gpu1-ws${index}`);
    const run = promisify(execFile);
    await Promise.all(aliases.map((alias) => run(process.execPath, words(alias), { env })));
    expect(await readFile(home.userConfigFile, 'utf8')).toBe(included);
    const entries = await readFile(home.entriesFile, 'utf8');
    expect([...entries.matchAll(/^Host (.*)$/gm)].map(([, alias]) => alias).sort()).toEqual(
      aliases,
    );
    const records = await clientFilesOf(home).files.records();
    expect(records.map(({ alias }) => alias).sort()).toEqual(aliases);
  });

  it('of which one is killed leave whole files', { timeout: 60_000 }, async () => {
    const { home, words } = await writer();
    for (let count = 1; count <= 10; count++) {
      await killedAtChange(count, home.sshDirectory, words(`gpu1-ws${count}`));
      expect([config, included]).toContain(await readFile(home.userConfigFile, 'utf8'));
      const entries = (await readIfThere(home.entriesFile))?.toString() ?? '';
      const whole = splitEntries(entries).filter(({ text }) => text.includes('# <<<'));
      expect(whole.map(({ text }) => text).join('')).toBe(entries);
      await clientFilesOf(home).files.records();
      // What a waiting program does after ten seconds.
      await rm(home.lockFile, { recursive: true, force: true });
    }
    await promisify(execFile)(process.execPath, words('gpu1-last'), { env });
    expect(await readFile(home.userConfigFile, 'utf8')).toBe(included);
    expect(await readFile(home.entriesFile, 'utf8')).toContain('\nHost gpu1-last\n');
  });
});

/** Runs a program and ends it the hard way at its n-th change of a file. */
async function killedAtChange(count: number, directory: string, words: string[]): Promise<void> {
  const watcher = watch(directory, { recursive: true });
  const child = spawn(process.execPath, words, { env, stdio: 'ignore' });
  let changes = 0;
  watcher.on('change', () => {
    if (++changes >= count) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  watcher.close();
}
