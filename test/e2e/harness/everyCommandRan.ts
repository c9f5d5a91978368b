import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { commandIds } from '../../../src/extension/commandIds.ts';
import { installedExtensions, ranCommands } from './paths.ts';

/**
 * Around a run of the end-to-end tests: one of all of them, in which nothing failed, fails where a command of the
 * manifest was never run. What ran is known by Dockhop's own log, whoever started it: a menu, a key, the palette.
 */
export default async function everyCommandRan(project: TestProject): Promise<() => Promise<void>> {
  // What an earlier run left.
  for (const folder of [ranCommands, installedExtensions]) {
    await rm(folder, { recursive: true, force: true });
  }
  return async () => {
    if (!(await isWholeRun(project))) return;
    const ran = await readRan();
    const missing = Object.values(commandIds).filter((id) => !ran.has(id));
    if (missing.length === 0) return;
    process.stderr.write(`No end-to-end test runs ${missing.join(', ')}\n`);
    // What is thrown here would only be printed.
    process.exitCode = 1;
  };
}

async function isWholeRun({ config, vitest }: TestProject): Promise<boolean> {
  if (config.testNamePattern !== undefined) return false;
  const files = await readdir(join(import.meta.dirname, '..'));
  const modules = vitest.state.getTestModules();
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .every((file) =>
      modules.some((one) => one.relativeModuleId === `test/e2e/${file}` && one.ok()),
    );
}

async function readRan(): Promise<ReadonlySet<string>> {
  const files = await readdir(ranCommands);
  const texts = await Promise.all(files.map((file) => readFile(join(ranCommands, file), 'utf8')));
  return new Set(texts.flatMap((text) => text.split('\n')));
}
