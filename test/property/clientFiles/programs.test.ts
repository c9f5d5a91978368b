import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { readIfThere } from '../../../src/core/clientFiles/atomicFile.ts';
import { dockhopHome, type DockhopHome } from '../../../src/core/clientFiles/dockhopHome.ts';
import { splitEntries } from '../../../src/core/clientFiles/entriesText.ts';
import { readKey } from '../../../src/core/clientFiles/openSshKey.ts';
import {
  clientFilesOf,
  temporaryDirectory,
  uncancelled,
} from '../../unit/core/clientFiles/fixture.ts';
import { entryFor, recordFor } from '../../unit/core/clientFiles/values.ts';

const config = '# mine\nHost gpu1\n  User alice\n';
const included = `Include dockhop/config\n${config}`;
/** Below the repository, so that they find its modules. */
const bundles = path.resolve(import.meta.dirname, '../../../.cache/property');

beforeAll(async () => {
  await build({
    entryPoints: ['entryWriter.ts', 'dieAtCall.ts'].map((name) =>
      path.join(import.meta.dirname, name),
    ),
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    logLevel: 'silent',
  });
});

async function newHome(): Promise<DockhopHome> {
  const homeDirectory = path.join(await temporaryDirectory(), 'home');
  const home = dockhopHome({ env: {}, homeDirectory });
  await mkdir(home.sshDirectory, { recursive: true, mode: 0o700 });
  await writeFile(home.userConfigFile, config, { mode: 0o600 });
  return home;
}

/** A program of its own that writes one entry. @returns its exit code; null when it was killed. */
async function write(home: DockhopHome, alias: string, dieAt = 0): Promise<number | null> {
  const words = [
    ...['--require', path.join(bundles, 'dieAtCall.cjs')],
    ...[path.join(bundles, 'entryWriter.cjs'), path.dirname(home.sshDirectory), alias],
  ];
  const env = { ...process.env, DOCKHOP_DIE_AT: String(dieAt) };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

const hostsIn = (text: string): string[] =>
  [...text.matchAll(/^Host (.*)$/gm)].map(([, alias = '']) => alias).sort();

// A hundred and more programs, one after the other.
const patience = { timeout: 280_000 };

describe('several programs', () => {
  it('that write at once, twenty of them, lose nothing', patience, async () => {
    const home = await newHome();
    const aliases = Array.from({ length: 20 }, (_, index) => `gpu1-ws${index}`).sort();
    const codes = await Promise.all(aliases.map((alias) => write(home, alias)));
    expect(codes.filter((code) => code !== 0)).toEqual([]);
    expect(await readFile(home.userConfigFile, 'utf8')).toBe(included);
    expect(hostsIn(await readFile(home.entriesFile, 'utf8'))).toEqual(aliases);
    const records = await clientFilesOf(home).files.records();
    expect(records.map(({ alias }) => alias).sort()).toEqual(aliases);
  });
});

describe('a program that is killed', () => {
  it('at any of its calls leaves the old files or the new ones, whole', patience, async () => {
    // Four at a time: each has a home of its own.
    const lives = new Set<number>();
    let next = 1;
    const work = async (): Promise<void> => {
      while (lives.size === 0) {
        const dieAt = next++;
        if (await diesWhole(dieAt)) continue;
        lives.add(dieAt);
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    // As many calls as there must be for a key, three files of ours and the config.
    expect(Math.min(...lives)).toBeGreaterThan(60);
  });
});

/** @returns false when the program came to its end before that call. */
async function diesWhole(dieAt: number): Promise<boolean> {
  const home = await newHome();
  const code = await write(home, 'gpu1-ws', dieAt);
  expect([config, included]).toContain(await readFile(home.userConfigFile, 'utf8'));
  await expectWhole(home);
  // What a waiting program does after ten seconds.
  await rm(home.lockFile, { recursive: true, force: true });
  // The next one goes on from there, whatever was left.
  const { files } = clientFilesOf(home);
  await files.writeEntry(entryFor('gpu1-ws'), recordFor('gpu1-ws'), uncancelled);
  expect(await readFile(home.userConfigFile, 'utf8')).toBe(included);
  expect(hostsIn(await readFile(home.entriesFile, 'utf8'))).toEqual(['gpu1-ws']);
  if (code === 0) {
    const left = (await readdir(home.sshDirectory, { recursive: true })).filter((name) =>
      name.includes('.dockhop-'),
    );
    expect(left).toEqual([]);
  }
  return code !== 0;
}

async function expectWhole(home: DockhopHome): Promise<void> {
  const text = (await readIfThere(home.entriesFile))?.toString() ?? '';
  const blocks = splitEntries(text).filter((piece) => piece.text.includes('# <<<'));
  expect(blocks.map((piece) => piece.text).join('')).toBe(text);
  // ssh understands what is there, for the alias as for any host.
  const words = ['-F', home.userConfigFile, '-G', '--', 'gpu1-ws'];
  await promisify(execFile)('ssh', words);
  if (text !== '') await promisify(execFile)('ssh', ['-F', home.entriesFile, ...words.slice(2)]);
  const key = await readIfThere(home.keyFile);
  if (key !== undefined) expect(readKey(key)?.comment).toMatch(/^dockhop-/);
  // It is there as a whole, or not at all: anything else is refused.
  await clientFilesOf(home).files.records();
}
