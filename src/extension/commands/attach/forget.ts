import * as vscode from 'vscode';
import { forget, type Forgotten } from '../../../core/attach/forget.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';
import { withSteps } from '../../progress/withSteps.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** Removes an entry, after asking whether also what was prepared in the container. */
export function forgetCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command: 'forget' });
    if (!target) return;
    const undo = await askHowMuch(target);
    if (undo !== undefined) await forgetTarget(target, undo, desk);
  };
}

/** Removes the entry of a container, with `undo` also what was prepared inside, and says so. */
export async function forgetTarget(
  target: ContainerTarget,
  undo: boolean,
  desk: Desk,
): Promise<void> {
  const title = vscode.l10n.t('Forgetting {name}', { name: nameOf(target) });
  const { host, engine, container } = await named(target, desk);
  const request = { host, container, undo, ...(engine === undefined ? {} : { engine }) };
  const outcome = await withSteps(
    { title, subject: `${host}/${container}`, log: desk.log, signal: desk.ended },
    (_progress, signal) => forget(request, desk.tools, signal),
  );
  desk.explorer.reload();
  if (outcome.status === 'failed') await desk.failures.show(outcome.error);
  if (outcome.status === 'done') await tell(outcome.value, desk);
}

/** Undo as well? Undefined when the person thought better of it. */
async function askHowMuch(target: ContainerTarget): Promise<boolean | undefined> {
  const { l10n } = vscode;
  const names = { name: nameOf(target), host: target.host };
  const entry = l10n.t('Remove Entry');
  const both = l10n.t('Remove Entry and Undo Set-Up');
  const detail = l10n.t(
    'The entry on this machine is removed. Undoing the set-up also removes what Dockhop put into the container; packages that were installed stay. The container itself is left alone.',
  );
  const pressed = await vscode.window.showWarningMessage(
    plainMessage(l10n.t('Forget {name} on {host}?', names)),
    { modal: true, detail },
    entry,
    both,
  );
  return pressed === undefined ? undefined : pressed === both;
}

/** A recreated container has another id than its record: then it is known by its name. */
async function named(target: ContainerTarget, desk: Desk): Promise<ContainerTarget> {
  const records = await desk.tools.clientFiles.records();
  const byId = records.some(
    ({ host, containerId }) => host === target.host && containerId.startsWith(target.container),
  );
  return byId || target.name === undefined ? target : { ...target, container: target.name };
}

async function tell({ alias, left }: Forgotten, desk: Desk): Promise<void> {
  await desk.windows.forget(alias);
  const text =
    left.length === 0
      ? vscode.l10n.t('Removed `{alias}`.', { alias })
      : vscode.l10n.t('Removed `{alias}`. Still there: {left}', { alias, left: left.join(', ') });
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(plainMessage(text));
}
