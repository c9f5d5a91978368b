import * as vscode from 'vscode';
import type { Container } from '../../../core/engine/container.ts';
import type { CommandHandler, CommandName } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import {
  hostOf,
  targetOf,
  targetsOf,
  type ContainerTarget,
} from '../../explorer/containerTarget.ts';
import { plainLabel } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { containerItems, type ContainerItem } from './containerItems.ts';
import { pickHost } from './pickHost.ts';

type Argument = Parameters<CommandHandler>[0];

/** For which command a container is picked. */
export interface Purpose {
  readonly command: CommandName;
  /** Only those containers are offered with which the command makes sense; without it all are. */
  readonly fits?: (container: Container) => boolean;
}

interface Wish extends Pick<Purpose, 'fits'> {
  readonly title: string;
  readonly several?: boolean;
}

/** The container of a command's argument; from the palette the person is asked. */
export async function targetOrPick(
  argument: Argument,
  desk: Desk,
  purpose: Purpose,
): Promise<ContainerTarget | undefined> {
  return targetOf(argument) ?? (await pick(argument, desk, purpose, false))[0];
}

/** The containers of a command's selection; from the palette several of one host may be ticked. */
export async function targetsOrPick(
  argument: Argument,
  selection: unknown,
  desk: Desk,
  purpose: Purpose,
): Promise<readonly ContainerTarget[]> {
  const targets = targetsOf(argument, selection);
  return targets.length > 0 ? targets : pick(argument, desk, purpose, true);
}

/** One container of a host, which is connected to meanwhile; closing the list gives that up. */
export async function pickContainer(
  host: string,
  desk: Desk,
  wish: Omit<Wish, 'several'>,
): Promise<ContainerTarget | undefined> {
  return (await pickContainers(host, desk, wish))[0];
}

async function pick(
  argument: Argument,
  desk: Desk,
  { command, fits }: Purpose,
  several: boolean,
): Promise<readonly ContainerTarget[]> {
  const title = commandTitle(command);
  const host = hostOf(argument) ?? (await pickHost(desk, title));
  const wish = { title, several, ...(fits ? { fits } : {}) };
  return host === undefined ? [] : pickContainers(host, desk, wish);
}

async function pickContainers(
  host: string,
  { tools, ended }: Desk,
  { title, fits, several = false }: Wish,
): Promise<readonly ContainerTarget[]> {
  const closed = new AbortController();
  const signal = AbortSignal.any([closed.signal, ended]);
  const quickPick = vscode.window.createQuickPick<ContainerItem>();
  quickPick.title = title;
  quickPick.placeholder = vscode.l10n.t('Connecting to {host}…', { host: plainLabel(host) });
  quickPick.busy = true;
  quickPick.canSelectMany = several;
  quickPick.matchOnDescription = true;
  // A host key question takes the focus; it must not close what waits for its answer.
  quickPick.ignoreFocusOut = true;
  const picked = new Promise<readonly ContainerTarget[]>((resolve) => {
    quickPick.onDidAccept(() => {
      const targets = targetsIn(quickPick.selectedItems);
      // Enter before the list is there, or with nothing chosen in it, is no answer.
      if (targets.length > 0) resolve(targets);
    });
    quickPick.onDidHide(() => {
      resolve([]);
    });
  });
  quickPick.show();
  try {
    const loaded = containerItems(host, tools.directory, fits, signal).then((items) => {
      quickPick.items = items;
      quickPick.busy = false;
      quickPick.placeholder = question(host, items, several);
      return picked;
    });
    return await Promise.race([picked, loaded]);
  } finally {
    closed.abort();
    quickPick.dispose();
  }
}

function targetsIn(items: readonly ContainerItem[]): readonly ContainerTarget[] {
  return items.flatMap(({ target }) => (target ? [target] : []));
}

function question(host: string, items: readonly ContainerItem[], several: boolean): string {
  if (items.length === 0) return vscode.l10n.t('No containers');
  return several
    ? vscode.l10n.t('Which containers of {host}?', { host: plainLabel(host) })
    : vscode.l10n.t('Which container of {host}?', { host: plainLabel(host) });
}
