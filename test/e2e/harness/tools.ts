import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { repository } from './paths.ts';

const run = promisify(execFile);

/** Runs one of scripts/setup, which prints where it put (or found) a thing; quick when the thing is there. */
async function setUp(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(join(repository, 'scripts/setup', script), args);
  return stdout.trim();
}

/** The folder of an installed code-server. */
export async function codeServerFolder(): Promise<string> {
  return process.env['DOCKHOP_CODE_SERVER'] ?? (await setUp('codeServer.sh'));
}

/** The node program that code-server must be run by. */
export async function codeServerNode(): Promise<string> {
  return process.env['DOCKHOP_OWN_NODE'] ?? join(await setUp('node.sh', 'own'), 'node');
}

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium program: what DOCKHOP_CHROMIUM names, else the first on the PATH. */
export async function chromiumProgram(): Promise<string> {
  const named = process.env['DOCKHOP_CHROMIUM'];
  if (named?.includes('/') === true) return named;
  const names = named === undefined ? browserNames : [named];
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const program = join(folder, name);
      if (await isProgram(program)) return program;
    }
  }
  throw new Error(`no browser found (${names.join(', ')}); run scripts/setup/systemPackages.sh`);
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
