import * as vscode from 'vscode';
import { forget } from '../../../core/attach/forget.ts';
import type { EntryRecord } from '../../../core/clientFiles/entry.ts';
import type { CommandHandler } from '../../commandIds.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';
import { targetsOrPick } from '../pick/pickContainer.ts';
import { confirm } from './confirm.ts';
import { entryOf } from './entryOf.ts';
import { placeOf } from './namesOf.ts';
import { onContainers } from './onContainers.ts';

type Command = 'removeContainer' | 'removeContainerWithVolumes';

/**
 * Removes containers, also running ones, once the person has read their names; if they like with
 * the entries that lead into them, which otherwise wait for a container of the same name.
 */
export function removeContainerCommand(command: Command, desk: Desk): CommandHandler {
  const volumes = command === 'removeContainerWithVolumes';
  return async (argument, selection) => {
    const targets = await targetsOrPick(argument, selection, desk, { command });
    if (targets.length === 0) return;
    const records = await desk.tools.clientFiles.records();
    const hasEntry = targets.some((target) => entryOf(target, records) !== undefined);
    const answer = await ask(targets, volumes, hasEntry);
    if (answer === undefined) return;
    const removed = await onContainers(command, targets, desk, ({ engine, id, signal }) =>
      engine.control.remove(id, { volumes }, signal),
    );
    if (answer === 'forget') await forgetEntries(removed, records, desk);
    desk.explorer.reload();
  };
}

async function ask(
  targets: readonly ContainerTarget[],
  volumes: boolean,
  hasEntry: boolean,
): Promise<'remove' | 'forget' | undefined> {
  const { l10n } = vscode;
  const remove = l10n.t('Remove');
  const both = l10n.t('Remove and Forget Entry');
  const detail = volumes
    ? l10n.t(
        'What is inside is lost, running or not, and so are the volumes that have no name of their own. Named volumes and directories of the host stay.',
      )
    : l10n.t('What is inside is lost, running or not. Volumes and directories of the host stay.');
  const pressed = await confirm({
    targets,
    message: l10n.t('Remove {subject}?', { subject: placeOf(targets, l10n) }),
    detail,
    verbs: hasEntry ? [remove, both] : [remove],
  });
  if (pressed === undefined) return undefined;
  return pressed === both ? 'forget' : 'remove';
}

/** There is nothing inside that could be undone any more. */
async function forgetEntries(
  removed: readonly ContainerTarget[],
  records: readonly EntryRecord[],
  { tools, windows, ended }: Desk,
): Promise<void> {
  for (const target of removed) {
    const record = entryOf(target, records);
    if (!record) continue;
    const { host, engine, alias } = record;
    await forget({ host, engine, container: alias }, tools, ended);
    await windows.forget(alias);
  }
}
