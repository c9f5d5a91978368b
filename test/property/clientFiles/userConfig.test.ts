import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, byteText } from '../../../src/core/clientFiles/byteText.ts';
import { dockhopHome } from '../../../src/core/clientFiles/dockhopHome.ts';
import { withInclude, withoutInclude } from '../../../src/core/clientFiles/includeText.ts';
import { clientFilesOf, uncancelled } from '../../unit/core/clientFiles/fixture.ts';
import { entryFor, recordFor } from '../../unit/core/clientFiles/values.ts';
import { anyConfig, directoryMark, type AnyConfig } from './anyConfig.ts';

/** `npm run test:long` asks ssh about every config of the first property, CI about some. */
const isLong = process.env['DOCKHOP_TEST_LONG'] === '1';
const configs = 10_000;
const askedOfSsh = isLong ? configs : 100;
const patience = { timeout: isLong ? 3 * 3600_000 : 600_000 };

const include = { line: 'Include dockhop/config', paths: ['dockhop/config'] };

describe(`${configs} generated configs`, () => {
  it('keep every byte outside our line, and get back those that they were', patience, () => {
    const anyBytes = fc.oneof(
      anyConfig.map(({ bytes }) => bytes),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const added = bytesOf(withInclude(byteText(bytes), include));
        expect(added.subarray(added.length - bytes.length).equals(bytes)).toBe(true);
        const line = added.subarray(0, added.length - bytes.length).toString('latin1');
        expect(line.trimEnd()).toBe(include.line);
        expect(bytesOf(withoutInclude(byteText(added), include)).equals(bytes)).toBe(true);
      }),
      { numRuns: configs },
    );
  });

  it(
    `mean the same to ssh with our line, for every host: ${askedOfSsh} of them`,
    patience,
    async () => {
      let untouched = 0;
      const seed = Number(process.env['DOCKHOP_TEST_SEED'] ?? Date.now() % 1_000_000);
      const queue = fc.sample(anyConfig, { numRuns: askedOfSsh, seed }).entries();
      const work = async (): Promise<void> => {
        for (const [index, config] of queue) {
          const kept = await meansTheSame(config).catch((cause: unknown) => {
            const text = JSON.stringify(config.bytes.toString('utf8'));
            throw new Error(`config ${index} with DOCKHOP_TEST_SEED=${seed}: ${text}`, { cause });
          });
          if (!kept) untouched += 1;
        }
      };
      // Most of the time is waited for the disk.
      await Promise.all(Array.from({ length: 4 }, work));
      // Most of them are configs that ssh takes: else this would show nothing.
      expect(untouched).toBeLessThan(askedOfSsh / 2);
    },
  );
});

/** @returns false for a config that ssh refuses: then it was left alone. */
async function meansTheSame(config: AnyConfig): Promise<boolean> {
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-config-'));
  try {
    return await meansTheSameIn(directory, config);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function meansTheSameIn(
  directory: string,
  { bytes, included, hosts, refused }: AnyConfig,
): Promise<boolean> {
  const inDirectory = (text: string): string => text.replaceAll(directoryMark, directory);
  await mkdir(path.join(directory, 'sub'));
  for (const [name, text] of included) {
    await writeFile(path.join(directory, name), inDirectory(text), { mode: 0o600 });
  }
  const file = path.join(directory, 'config');
  const before = bytesOf(inDirectory(byteText(bytes)));
  await writeFile(file, before, { mode: 0o600 });
  const asked = ['localhost', ...hosts];
  const answersBefore = await answersOf(file, asked);

  // At a place of its own, for a relative Include would mean the real ~/.ssh.
  const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(directory, 'dockhop') } });
  const { files } = clientFilesOf(home, file);
  const writing = files.writeEntry(entryFor(alias), recordFor(alias), uncancelled);
  // For any host at all; one host may be refused on its own, before and after.
  if (answersBefore[0] === undefined) {
    expect(refused).toBe(true);
    await expect(writing).rejects.toMatchObject({
      code: expect.stringMatching(/^CONFIG_UN(READABLE|SAFE)$/) as string,
    });
    expect((await readFile(file)).equals(before)).toBe(true);
    return false;
  }
  await writing;
  const after = await readFile(file);
  expect(after.subarray(after.length - before.length).equals(before)).toBe(true);
  expect(await answersOf(file, asked)).toEqual(answersBefore);
  expect((await answersOf(file, [alias]))[0]).toContain(`\nhostkeyalias ${alias}\n`);
  await files.withdrawEntry(alias, uncancelled);
  expect((await readFile(file)).equals(before)).toBe(true);
  return true;
}

/** No pattern of the configs means it but those that mean every host. */
const alias = 'container-of-a-test';

/** Undefined where ssh refuses. */
function answersOf(
  file: string,
  hosts: readonly string[],
): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    hosts.map(async (host) => {
      try {
        const { stdout } = await promisify(execFile)('ssh', ['-F', file, '-G', '--', host]);
        return stdout;
      } catch {
        return undefined;
      }
    }),
  );
}
