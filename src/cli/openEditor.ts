import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Attachment } from '../core/attach/attach.ts';
import { failure } from '../core/errors/dockhopError.ts';

/** Commands of editors that open `vscode-remote` URIs, the most usual first. */
const editors = ['code', 'code-insiders', 'cursor', 'windsurf', 'antigravity', 'codium'];

/**
 * Opens the attached folder in the first editor whose command is on the PATH.
 * @throws NO_EDITOR
 */
export async function openEditor({ uri, alias }: Attachment, signal: AbortSignal): Promise<void> {
  const program = await findEditor();
  if (program === undefined) throw failure('NO_EDITOR', { alias });
  const child = spawn(program, ['--folder-uri', uri], { stdio: 'ignore', signal });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw failure('NO_EDITOR', { alias });
}

/** On Windows editors install a .cmd that only a shell can start: there it stays with the URI. */
async function findEditor(): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of editors) {
    for (const folder of folders) {
      const program = join(folder, name);
      const found = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return program;
    }
  }
  return undefined;
}
