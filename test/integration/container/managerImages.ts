import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { builtOnce } from './builtOnce.ts';

const folder = path.join(import.meta.dirname, 'packageManagers');

/** An image with that package manager and a repository, built once for each content of its folder. */
export async function managerImage(
  name: 'dnf' | 'zypper' | 'pacman',
  base: string,
): Promise<string> {
  const hash = createHash('sha256').update(base);
  for (const file of (await readdir(folder)).sort()) {
    hash.update(file).update(await readFile(path.join(folder, file)));
  }
  return await builtOnce(folder, name, base, hash.digest('hex'));
}
