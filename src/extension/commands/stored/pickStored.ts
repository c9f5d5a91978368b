import * as vscode from 'vscode';
import type { CommandName } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { sizeText } from '../../files/sizeText.ts';
import { plainLabel } from '../../plainMessage.ts';
import { useWords } from '../../stores/storeFace.ts';
import {
  byReference,
  storedName,
  storedTargets,
  type StoredTarget,
} from '../../stores/storedTarget.ts';
import type { Desk } from '../desk.ts';
import { engineOrPick, type ReachedEngine } from './reachEngine.ts';

interface StoredItem extends vscode.QuickPickItem {
  readonly target: StoredTarget;
}

interface Purpose {
  readonly command: CommandName;
  readonly kind: StoredTarget['kind'];
}

/** The images or volumes of a command's selection; from the palette several of one engine may be ticked. */
export async function allStoredOrPick(
  argument: unknown,
  selection: unknown,
  desk: Desk,
  purpose: Purpose,
): Promise<readonly StoredTarget[]> {
  const targets = storedTargets(purpose.kind, argument, selection);
  if (targets.length > 0) return targets;
  const { items, ask } = await offered(argument, desk, purpose);
  if (!items) return [];
  const placeHolder =
    purpose.kind === 'image' ? vscode.l10n.t('Which images?') : vscode.l10n.t('Which volumes?');
  const options = { ...ask, placeHolder, canPickMany: true } as const;
  const picked = await vscode.window.showQuickPick(items, options);
  return (picked ?? []).map(({ target }) => target);
}

/** The image or volume of a command's argument; from the palette the person is asked. */
export async function storedOrPick(
  argument: unknown,
  desk: Desk,
  purpose: Purpose,
): Promise<StoredTarget | undefined> {
  const [target] = storedTargets(purpose.kind, argument, undefined);
  if (target) return target;
  const { items, ask } = await offered(argument, desk, purpose);
  return items && (await vscode.window.showQuickPick(items, ask))?.target;
}

async function offered(argument: unknown, desk: Desk, { command, kind }: Purpose) {
  const reached = await engineOrPick(argument, command, desk);
  const placeHolder =
    kind === 'image' ? vscode.l10n.t('Which image?') : vscode.l10n.t('Which volume?');
  const ask = { title: commandTitle(command), placeHolder, matchOnDescription: true };
  const listed = kind === 'image' ? imageItems : volumeItems;
  return { items: reached && listed(reached), ask };
}

async function imageItems(reached: ReachedEngine): Promise<StoredItem[]> {
  const images = await reached.engine.images.list(reached.signal);
  const items = images.flatMap(({ id, names, bytes, usedBy }) =>
    (names.length === 0 ? [id] : names).map((reference) => ({
      isNamed: names.length > 0,
      ...itemOf('image', reference, reached, [sizeText(bytes), ...useWords(usedBy, vscode.l10n)]),
    })),
  );
  // In the order of the view.
  return items.sort(
    (a, b) => Number(b.isNamed) - Number(a.isNamed) || byReference(a.target, b.target),
  );
}

async function volumeItems(reached: ReachedEngine): Promise<StoredItem[]> {
  const volumes = await reached.engine.volumes.list(reached.signal);
  return volumes.map(({ name, directory, usedBy }) =>
    itemOf('volume', name, reached, [
      ...(directory === undefined ? [] : [`→ ${directory}`]),
      ...useWords(usedBy, vscode.l10n),
    ]),
  );
}

function itemOf(
  kind: StoredTarget['kind'],
  reference: string,
  { host, engine }: ReachedEngine,
  facts: readonly string[],
): StoredItem {
  const target = { host, engine: engine.info.id, kind, reference };
  return {
    label: plainLabel(storedName(target)),
    description: plainLabel(facts.join(' · ')),
    target,
  };
}
