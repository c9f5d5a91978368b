import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { repository } from './paths.ts';
import type { SessionFolders } from './session.ts';

const run = promisify(execFile);

/** Attaches with the terminal face, without a window; returns the alias. */
export async function attachInTerminal(
  folders: SessionFolders,
  host: string,
  container: string,
): Promise<string> {
  const program = join(repository, 'dist/cli.cjs');
  const { stdout } = await run(
    process.execPath,
    [program, '-F', folders.sshConfig, 'attach', host, container, '--print', '--json'],
    { env: { ...process.env, DOCKHOP_HOME: folders.dockhopHome }, timeout: 120_000 },
  );
  const { alias } = JSON.parse(stdout) as { alias: string };
  return alias;
}
