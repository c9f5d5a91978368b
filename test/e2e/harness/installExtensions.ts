import { createHash } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { installedExtensions } from './paths.ts';

/**
 * Puts packed extensions into an editor's folder for them. The editor itself installs a set of them once, by
 * `install`; after that the same ones are copied, which is much quicker.
 */
export async function installExtensions(
  files: readonly string[],
  folder: string,
  install: (folder: string) => Promise<unknown>,
): Promise<void> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  const kept = join(installedExtensions, hash.digest('hex'));
  if (!(await isThere(kept))) await installOnce(kept, install);
  await cp(kept, folder, { recursive: true });
  await moved(kept, folder, folder);
}

async function installOnce(
  kept: string,
  install: (folder: string) => Promise<unknown>,
): Promise<void> {
  await mkdir(installedExtensions, { recursive: true });
  const unfinished = await mkdtemp(join(installedExtensions, 'unfinished-'));
  try {
    await install(unfinished);
    await moved(unfinished, kept, unfinished);
    await rename(unfinished, kept);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run may have been quicker.
    if (!(await isThere(kept))) throw error;
  }
}

/** The editor's own list names each extension by its whole path. */
async function moved(from: string, to: string, folder: string): Promise<void> {
  const list = join(folder, 'extensions.json');
  await writeFile(list, (await readFile(list, 'utf8')).replaceAll(from, to));
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
