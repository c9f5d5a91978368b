import { posix } from 'node:path';
import * as vscode from 'vscode';
import { isFolderPath } from '../../../core/attach/editorUri.ts';
import type { Container } from '../../../core/engine/container.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { plainLabel } from '../../plainMessage.ts';

interface StepItem extends vscode.QuickPickItem {
  readonly path: string;
  /** Whether this is the choice; else it is looked into. */
  readonly isChoice?: true;
}

/**
 * Walks through the folders of a running container from its root, list by list.
 * @returns the one that was chosen; undefined when the list was closed.
 * @throws DockhopError of the engine or the container.
 */
export async function browseFolders(
  engine: Engine,
  container: Pick<Container, 'id' | 'name'>,
  title: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  let path = '/';
  for (;;) {
    const picked = await vscode.window.showQuickPick(itemsIn(engine, container, path, signal), {
      title,
      placeHolder: plainLabel(path),
    });
    if (!picked || picked.isChoice) return picked?.path;
    path = picked.path;
  }
}

async function itemsIn(
  engine: Engine,
  container: Pick<Container, 'id' | 'name'>,
  path: string,
  signal: AbortSignal,
): Promise<readonly StepItem[]> {
  const { entries } = await engine.files.list(container, path, signal);
  const open = vscode.l10n.t('Open {folder}', { folder: path });
  return [
    { label: `$(check) ${plainLabel(open)}`, path, isChoice: true, alwaysShow: true },
    ...(path === '/' ? [] : [{ label: '$(arrow-up) ..', path: posix.dirname(path) }]),
    ...entries
      .filter(({ type }) => type === 'directory')
      .map(({ name }) => ({ name, path: posix.join(path, name) }))
      // What an editor could not be told to open need not be offered.
      .filter((folder) => isFolderPath(folder.path))
      .map((folder) => ({ label: `$(folder) ${plainLabel(folder.name)}`, path: folder.path })),
  ];
}
