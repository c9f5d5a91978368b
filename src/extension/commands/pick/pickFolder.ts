import * as vscode from 'vscode';
import { isFolderPath } from '../../../core/attach/editorUri.ts';
import type { ContainerDetails } from '../../../core/engine/container.ts';
import { plainLabel } from '../../plainMessage.ts';
import { homeFolder } from '../attach/attachWithProgress.ts';

interface OtherWays {
  /** The folder that was opened last. */
  readonly last?: string;
  /** Lets the person walk through the container's folders. */
  readonly browse?: () => Promise<string | undefined>;
}

interface FolderItem extends vscode.QuickPickItem {
  /** Undefined for the item that lets one be typed. */
  readonly folder?: string | typeof homeFolder;
  readonly browses?: true;
}

/** The folder to open: where the container works, what is mounted into it, home, or any other. */
export async function pickFolder(
  details: Pick<ContainerDetails, 'workingDir' | 'mountPoints'>,
  title: string,
  { last, browse }: OtherWays = {},
): Promise<string | typeof homeFolder | undefined> {
  const { workingDir, mountPoints } = details;
  const { l10n } = vscode;
  const opened = last !== undefined && isFolderPath(last) ? [last] : [];
  const isNew = (path: string): boolean => isFolderPath(path) && !opened.includes(path);
  const works = isNew(workingDir) && workingDir !== '/' ? [workingDir] : [];
  const mounts = mountPoints.filter((path) => isNew(path) && !works.includes(path));
  const items: FolderItem[] = [
    ...opened.map((folder) => item(folder, l10n.t('opened last'))),
    ...works.map((folder) => item(folder, l10n.t('working directory'))),
    ...mounts.map((folder) => item(folder, l10n.t('mounted'))),
    { label: `$(home) ${l10n.t('Home of the User')}`, folder: homeFolder },
    ...(browse ? [{ label: `$(folder) ${l10n.t('Browse…')}`, browses: true as const }] : []),
    { label: `$(edit) ${l10n.t('Type Another Folder…')}`, alwaysShow: true },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('Which folder in the container?'),
  });
  if (picked?.browses) return browse?.();
  return picked && (picked.folder ?? typeFolder(title));
}

function item(folder: string, description: string): FolderItem {
  return { label: plainLabel(folder), description, folder };
}

async function typeFolder(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('An absolute path in the container'),
    value: '/',
    validateInput: (text) =>
      isFolderPath(text) ? undefined : vscode.l10n.t('This is no absolute path.'),
  });
}
