import { posix } from 'node:path';
import * as vscode from 'vscode';
import type {
  DirectoryEntry,
  EngineFiles,
  FilesOf,
} from '../../../core/engine/files/engineFiles.ts';
import { describeError } from '../../../core/errors/dockhopError.ts';
import { sizeText } from '../../files/sizeText.ts';
import { plainLabel } from '../../plainMessage.ts';

/** What is to be done with the place that was chosen. */
export type FileAction =
  'open' | 'download' | 'uploadFiles' | 'uploadFolder' | 'rename' | 'delete' | 'newFolder';

export interface FileChoice {
  readonly action: FileAction;
  readonly path: string;
  /** Of a file, where it is known. */
  readonly bytes?: number;
}

export interface Walk {
  readonly files: EngineFiles;
  readonly container: FilesOf;
  readonly title: string;
  /** The directory to begin in. */
  readonly start: string;
  /** What one walks for: that is offered for the directory in sight, or for each file. */
  readonly purpose: 'open' | 'download' | 'upload';
}

interface FileItem extends vscode.QuickPickItem {
  readonly choice?: FileChoice;
  /** A directory to look into. */
  readonly enter?: string;
  /** What its buttons do, one each. */
  readonly beside?: readonly FileChoice[];
}

/**
 * Walks through the directories of a container, one list that changes, folders first. An absolute
 * path may be typed.
 * @returns what was chosen; undefined when the list was closed.
 * @throws the signal's reason: the connection is gone.
 */
export async function walkFiles(walk: Walk, signal: AbortSignal): Promise<FileChoice | undefined> {
  const quickPick = vscode.window.createQuickPick<FileItem>();
  quickPick.title = walk.title;
  quickPick.ignoreFocusOut = true;
  quickPick.matchOnDescription = false;
  const closed = new AbortController();
  const enter = listInto(quickPick, walk, AbortSignal.any([signal, closed.signal]));
  try {
    return await new Promise<FileChoice | undefined>((resolve, reject) => {
      quickPick.onDidAccept(() => {
        // While a directory is being listed, what is still in sight is of the one that was left.
        const [item] = quickPick.busy ? [] : quickPick.selectedItems;
        const typed = quickPick.value.trim();
        if (item?.choice) resolve(item.choice);
        else if (item?.enter !== undefined) enter(item.enter);
        else if (typed.startsWith('/')) enter(posix.normalize(typed));
      });
      quickPick.onDidTriggerItemButton(({ item, button }) => {
        const choice = item.beside?.[item.buttons?.indexOf(button) ?? -1];
        if (choice && !quickPick.busy) resolve(choice);
      });
      quickPick.onDidHide(() => {
        resolve(undefined);
      });
      signal.addEventListener(
        'abort',
        () => {
          reject(errorOf(signal.reason));
        },
        { once: true },
      );
      enter(walk.start);
      quickPick.show();
    });
  } finally {
    closed.abort();
    quickPick.dispose();
  }
}

/** Shows what is in a directory; only the last one asked for is waited for. */
function listInto(
  quickPick: vscode.QuickPick<FileItem>,
  walk: Walk,
  signal: AbortSignal,
): (path: string) => void {
  let asked = 0;
  return (path) => {
    const own = ++asked;
    quickPick.busy = true;
    quickPick.value = '';
    quickPick.placeholder = plainLabel(path);
    const show = (items: readonly FileItem[]): void => {
      if (own !== asked || signal.aborted) return;
      quickPick.items = items;
      quickPick.busy = false;
    };
    itemsOf(walk, path, signal).then(show, (error: unknown) => {
      const { message } = describeError(error, (english) => vscode.l10n.t(english));
      const label = `$(error) ${plainLabel(message)}`;
      show([...upwards(path), { label, alwaysShow: true }]);
    });
  };
}

async function itemsOf(
  walk: Walk,
  path: string,
  signal: AbortSignal,
): Promise<readonly FileItem[]> {
  const { entries, isCut, unnameable } = await walk.files.list(walk.container, path, signal);
  const folders = entries.filter(({ type }) => type === 'directory');
  const others = entries.filter(({ type }) => type !== 'directory');
  return [
    ...ofDirectory(walk, path),
    ...upwards(path),
    ...[...folders, ...others].map((entry) => itemOf(walk, path, entry)),
    ...notes(isCut, unnameable),
    ...newFolder(walk, path),
  ];
}

/** Last, so that it is in nobody's way; whoever types its words finds it. */
function newFolder({ purpose }: Walk, path: string): readonly FileItem[] {
  if (purpose === 'download') return [];
  const label = `$(new-folder) ${vscode.l10n.t('New Folder…')}`;
  return [{ label, choice: { action: 'newFolder', path } }];
}

function upwards(path: string): readonly FileItem[] {
  return path === '/' ? [] : [{ label: '$(arrow-up) ..', enter: posix.dirname(path) }];
}

/** What can be done with the directory in sight. */
function ofDirectory({ purpose }: Walk, path: string): readonly FileItem[] {
  const folder = { folder: plainLabel(path) };
  if (purpose === 'upload') {
    const files = vscode.l10n.t('Upload Files to {folder}', folder);
    const tree = vscode.l10n.t('Upload a Folder to {folder}', folder);
    return [
      { label: `$(cloud-upload) ${files}`, choice: { action: 'uploadFiles', path } },
      { label: `$(cloud-upload) ${tree}`, choice: { action: 'uploadFolder', path } },
    ];
  }
  if (purpose === 'open' || path === '/') return [];
  const all = vscode.l10n.t('Download {folder}', folder);
  return [{ label: `$(cloud-download) ${all}`, choice: { action: 'download', path } }];
}

function itemOf({ purpose }: Walk, directory: string, entry: DirectoryEntry): FileItem {
  const path = posix.join(directory, entry.name);
  const label = plainLabel(entry.name);
  const link = entry.isLink ? vscode.l10n.t('link') : '';
  if (entry.type === 'directory') {
    const item = { label: `$(folder) ${label}`, description: link, enter: path };
    return { ...item, ...besides(purpose, ['download', 'rename', 'delete'], path) };
  }
  if (entry.type === 'other') {
    const item = { label: `$(circle-slash) ${label}`, description: vscode.l10n.t('no file') };
    return { ...item, ...besides(purpose, ['rename', 'delete'], path) };
  }
  const { bytes } = entry;
  const description = [sizeText(bytes), link].filter((text) => text !== '').join(' · ');
  const item = { label: `$(file) ${label}`, description };
  if (purpose === 'upload') return item;
  const choice: FileChoice = { action: purpose, path, bytes };
  return { ...item, choice, ...besides(purpose, ['download', 'rename', 'delete'], path) };
}

/** Who looks through files can do all of it beside a row; who walks for something else can download. */
function besides(
  purpose: Walk['purpose'],
  actions: readonly ('download' | 'rename' | 'delete')[],
  path: string,
): Pick<FileItem, 'beside' | 'buttons'> {
  const { l10n, ThemeIcon } = vscode;
  const looks = {
    download: { iconPath: new ThemeIcon('cloud-download'), tooltip: l10n.t('Download…') },
    rename: { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Rename…') },
    delete: { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete…') },
  };
  const offered = actions.filter((action) => purpose === 'open' || action === 'download');
  return {
    beside: offered.map((action) => ({ action, path })),
    buttons: offered.map((action) => looks[action]),
  };
}

function notes(isCut: boolean, unnameable: number): readonly FileItem[] {
  const more = vscode.l10n.t('There are more than can be listed; type a path.');
  const hidden = vscode.l10n.t('{count} have a name that is not UTF-8.', { count: unnameable });
  return [
    ...(isCut ? [{ label: `$(info) ${more}` }] : []),
    ...(unnameable > 0 ? [{ label: `$(info) ${hidden}` }] : []),
  ];
}

const errorOf = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));
