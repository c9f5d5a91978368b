import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine/engine.ts';
import { plainText } from '../../../core/errors/dockhopError.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { hostLabel } from '../../hostLabel.ts';
import { plainMessage } from '../../plainMessage.ts';
import { counting } from '../../progress/counting.ts';
import { withNotification } from '../../progress/withNotification.ts';
import { withWait } from '../../progress/withWait.ts';
import { storedName, type StoredTarget } from '../../stores/storedTarget.ts';
import { runOnEach, type Failed } from '../container/runOnEach.ts';
import type { Desk } from '../desk.ts';
import { failedText } from '../failedText.ts';
import { allStoredOrPick } from './pickStored.ts';
import { reachEngine } from './reachEngine.ts';

const atOnceOnHost = 2;
/** As many as fit a dialog; the count is in its message. */
const mostNames = 10;

export interface Removal {
  readonly command: 'removeImage' | 'removeVolume';
  readonly kind: StoredTarget['kind'];
  /** What it means for them. */
  readonly detail: () => string;
  readonly remove: (engine: Engine, reference: string, signal: AbortSignal) => Promise<void>;
  /** Who uses which of them now. */
  readonly usersOf: (
    engine: Engine,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Removes images or volumes once the person has read their names and who uses them. */
export function removeStoredCommand(removal: Removal, desk: Desk): CommandHandler {
  const { command, kind } = removal;
  return async (argument, selection) => {
    const targets = await allStoredOrPick(argument, selection, desk, { command, kind });
    const users = targets.length > 0 && (await usersOf(targets, removal, desk));
    if (!users || !(await agree(targets, users, removal))) return;
    const title = `${commandTitle(command)}: ${subjectOf(targets, removal)}`;
    const outcome = await withNotification({ title, signal: desk.ended }, (report, signal) =>
      runOnEach(
        targets,
        {
          groupOf: ({ host }) => host,
          atOnce: atOnceOnHost,
          onEnd: counting(targets.length, report),
          signal,
        },
        async (target) => {
          const reached = await reachEngine(target, desk, signal);
          await removal.remove(reached.engine, target.reference, reached.signal);
        },
      ),
    );
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'done') await tell(outcome.value, targets.length, removal, desk);
  };
}

function subjectOf(targets: readonly StoredTarget[], { kind }: Pick<Removal, 'kind'>): string {
  const [only, second] = targets;
  if (only && !second) return plainText(storedName(only));
  const count = String(targets.length);
  return kind === 'image'
    ? vscode.l10n.t('{count} images', { count })
    : vscode.l10n.t('{count} volumes', { count });
}

/** Names of the containers that use a target. */
type Users = (target: StoredTarget) => readonly string[];

/** Asks all engines side by side who uses what. @returns undefined when the wait was given up. */
async function usersOf(
  targets: readonly StoredTarget[],
  removal: Removal,
  desk: Desk,
): Promise<Users | undefined> {
  const keyOf = ({ host, engine }: StoredTarget): string => JSON.stringify([host, engine]);
  const engines = new Map(targets.map((target) => [keyOf(target), target]));
  const subject = subjectOf(targets, removal);
  const title = vscode.l10n.t('Looking who uses {subject}', { subject });
  const outcome = await withWait({ title, signal: desk.ended }, (signal) =>
    Promise.all(
      [...engines].map(async ([key, target]) => {
        const reached = await reachEngine(target, desk, signal);
        return [key, await removal.usersOf(reached.engine, reached.signal)] as const;
      }),
    ),
  );
  if (outcome.status === 'failed') throw outcome.error;
  if (outcome.status === 'cancelled') return undefined;
  const used = new Map(outcome.value);
  return (target) => used.get(keyOf(target))?.get(target.reference) ?? [];
}

/** A modal question that names its victims. */
async function agree(
  targets: readonly StoredTarget[],
  usersOfTarget: Users,
  { kind, detail }: Removal,
): Promise<boolean> {
  const { l10n } = vscode;
  const lines = targets.slice(0, mostNames).map((target) => {
    const users = usersOfTarget(target);
    const place = `${plainText(storedName(target))} · ${hostLabel(target.host, l10n)}`;
    if (users.length === 0) return place;
    return `${place} · ${plainText(l10n.t('in use by {names}', { names: users.join(', ') }))}`;
  });
  const count = targets.length - lines.length;
  const more = count > 0 ? [l10n.t('and {count} more', { count: String(count) })] : [];
  const remove = l10n.t('Remove');
  const pressed = await vscode.window.showWarningMessage(
    plainMessage(questionOf(targets, kind)),
    { modal: true, detail: `${[...lines, ...more].join('\n')}\n\n${detail()}` },
    remove,
  );
  return pressed === remove;
}

function questionOf(targets: readonly StoredTarget[], kind: StoredTarget['kind']): string {
  const { l10n } = vscode;
  const subject = subjectOf(targets, { kind });
  if (targets.length > 1) return l10n.t('Remove {subject}?', { subject });
  return kind === 'image'
    ? l10n.t('Remove the image {name}?', { name: subject })
    : l10n.t('Remove the volume {name}?', { name: subject });
}

async function tell(
  failed: readonly Failed<StoredTarget>[],
  total: number,
  { command }: Removal,
  { log }: Desk,
): Promise<void> {
  const [first] = failed;
  if (!first) return;
  if (total === 1) throw first.error;
  for (const { error } of failed) log.error(error);
  const { l10n } = vscode;
  const showLog = l10n.t('Show Log');
  const pressed = await vscode.window.showErrorMessage(
    failedText({ command, total, failed: failed.map(({ error }) => ({ error })) }),
    showLog,
  );
  if (pressed === showLog) log.show();
}
