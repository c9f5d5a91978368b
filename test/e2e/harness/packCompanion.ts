import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { companions, repository } from './paths.ts';

const run = promisify(execFile);

export type Companion = 'inHost' | 'remoteSsh';

/** Packs one of the companion extensions into `folder`; returns the file. */
export async function packCompanion(name: Companion, folder: string): Promise<string> {
  const file = join(folder, `${name}.vsix`);
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  await run(
    process.execPath,
    [
      vsce,
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--skip-license',
      '-o',
      file,
    ],
    { cwd: join(companions, name) },
  );
  return file;
}
