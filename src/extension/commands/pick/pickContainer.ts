import * as vscode from 'vscode';
import type { Container } from '../../../core/engine/container.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { targetOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { stateWords } from '../../explorer/containerWords.ts';
import { engineLabel } from '../../explorer/rowFace.ts';
import { plainLabel } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { pickHost } from './pickHost.ts';

interface ContainerItem extends vscode.QuickPickItem {
  readonly target?: ContainerTarget;
}

/** The container of a command's argument; from the palette the person is asked. */
export async function targetOrPick(
  argument: Parameters<CommandHandler>[0],
  desk: Desk,
): Promise<ContainerTarget | undefined> {
  const target = targetOf(argument);
  if (target) return target;
  const host = await pickHost(desk);
  return host === undefined ? undefined : pickContainer(host, desk);
}

/** One container of a host, which is connected to meanwhile; closing the list gives that up. */
export async function pickContainer(
  host: string,
  { tools, ended }: Desk,
): Promise<ContainerTarget | undefined> {
  const closed = new AbortController();
  const signal = AbortSignal.any([closed.signal, ended]);
  const quickPick = vscode.window.createQuickPick<ContainerItem>();
  quickPick.title = vscode.l10n.t('Attach via Jump Host (2/3): Container');
  quickPick.placeholder = vscode.l10n.t('Connecting to {host}…', { host: plainLabel(host) });
  quickPick.busy = true;
  quickPick.matchOnDescription = true;
  // A host key question takes the focus; it must not close what waits for its answer.
  quickPick.ignoreFocusOut = true;
  const picked = new Promise<ContainerTarget | undefined>((resolve) => {
    quickPick.onDidAccept(() => {
      const [item] = quickPick.selectedItems;
      if (item?.target) resolve(item.target);
    });
    quickPick.onDidHide(() => {
      resolve(undefined);
    });
  });
  quickPick.show();
  try {
    const loaded = containerItems(host, tools.directory, signal).then((items) => {
      quickPick.items = items;
      quickPick.busy = false;
      quickPick.placeholder =
        items.length === 0
          ? vscode.l10n.t('No containers')
          : vscode.l10n.t('Which container of {host}?', { host: plainLabel(host) });
      return picked;
    });
    return await Promise.race([picked, loaded]);
  } finally {
    closed.abort();
    quickPick.dispose();
  }
}

async function containerItems(
  host: string,
  directory: Desk['tools']['directory'],
  signal: AbortSignal,
): Promise<readonly ContainerItem[]> {
  const { engines } = await directory.reach(host, signal);
  const lists = await Promise.all(
    engines.map(async (engine) => {
      const containers = await engine.listContainers(signal);
      const items = containers.map((container) => itemOf(host, engine, container));
      return engines.length > 1 && items.length > 0 ? [separator(engine), ...items] : items;
    }),
  );
  return lists.flat();
}

function separator({ info }: Engine): ContainerItem {
  return {
    label: engineLabel(info, vscode.l10n),
    kind: vscode.QuickPickItemKind.Separator,
  };
}

function itemOf(host: string, { info }: Engine, container: Container): ContainerItem {
  const { id, name, image } = container;
  return {
    label: plainLabel(name),
    description: plainLabel(`${stateWords(container, vscode.l10n)} · ${image}`),
    iconPath: new vscode.ThemeIcon(container.state === 'running' ? 'vm-running' : 'vm-outline'),
    target: { host, engine: info.id, container: id, name },
  };
}
