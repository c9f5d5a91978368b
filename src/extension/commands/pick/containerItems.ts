import * as vscode from 'vscode';
import type { EngineDirectory } from '../../../core/attach/engineDirectory.ts';
import type { Container } from '../../../core/engine/container.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import { stateWords } from '../../explorer/containerWords.ts';
import { engineLabel } from '../../explorer/rowFace.ts';
import { plainLabel } from '../../plainMessage.ts';

export interface ContainerItem extends vscode.QuickPickItem {
  /** Undefined for what only separates. */
  readonly target?: ContainerTarget;
}

/**
 * What can be picked on a host, under a separator for each engine where there are several.
 * @throws DockhopError of the way there, or of an engine.
 */
export async function containerItems(
  host: string,
  directory: EngineDirectory,
  fits: (container: Container) => boolean = () => true,
  signal: AbortSignal,
): Promise<readonly ContainerItem[]> {
  const { engines } = await directory.reach(host, signal);
  const lists = await Promise.all(
    engines.map(async (engine) => {
      const containers = (await engine.listContainers(signal)).filter(fits);
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
