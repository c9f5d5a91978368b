import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { companions, packedCompanions, repository } from './paths.ts';

const run = promisify(execFile);

export type Companion = 'inHost' | 'remoteSsh';

/** Packs one of the companion extensions, unless that was done before; returns the file. */
export async function packCompanion(name: Companion): Promise<string> {
  const folder = join(companions, name);
  const sources = ['extension.js', 'package.json'].map((file) => readFile(join(folder, file)));
  const hash = createHash('sha256').update(Buffer.concat(await Promise.all(sources)));
  const file = join(packedCompanions, `${name}-${hash.digest('hex')}.vsix`);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) await pack(folder, file);
  return file;
}

async function pack(folder: string, file: string): Promise<void> {
  await mkdir(packedCompanions, { recursive: true });
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  // Under its name only when it is whole.
  const unfinished = `${file}.${process.pid}`;
  await run(process.execPath, [vsce, 'package', ...options, '-o', unfinished], { cwd: folder });
  await rename(unfinished, file);
}
