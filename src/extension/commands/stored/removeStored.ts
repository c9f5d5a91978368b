import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine/engine.ts';
import { plainText } from '../../../core/errors/dockhopError.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { hostLabel } from '../../hostLabel.ts';
import { plainMessage } from '../../plainMessage.ts';
import { withNotification } from '../../progress/withNotification.ts';
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
    if (targets.length === 0 || !(await agree(targets, removal, desk))) return;
    const title = `${commandTitle(command)}: ${subjectOf(targets, removal)}`;
    const outcome = await withNotification({ title, signal: desk.ended }, (_, signal) =>
      runOnEach(
        targets,
        { groupOf: ({ host }) => host, atOnce: atOnceOnHost, onEnd: () => undefined, signal },
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

/** A modal question that names its victims. */
async function agree(
  targets: readonly StoredTarget[],
  { kind, detail, usersOf }: Removal,
  desk: Desk,
): Promise<boolean> {
  const { l10n } = vscode;
  const used = new Map<string, readonly string[]>();
  const keyOf = ({ host, engine }: StoredTarget): string => JSON.stringify([host, engine]);
  for (const target of new Map(targets.map((one) => [keyOf(one), one])).values()) {
    const reached = await reachEngine(target, desk, desk.ended);
    for (const [reference, names] of await usersOf(reached.engine, reached.signal)) {
      used.set(keyOf(target) + reference, names);
    }
  }
  const lines = targets.slice(0, mostNames).map((target) => {
    const users = used.get(keyOf(target) + target.reference) ?? [];
    const place = `${plainText(storedName(target))} · ${hostLabel(target.host, l10n)}`;
    if (users.length === 0) return place;
    return `${place} · ${plainText(l10n.t('in use by {names}', { names: users.join(', ') }))}`;
  });
  const count = targets.length - lines.length;
  const more = count > 0 ? [l10n.t('and {count} more', { count: String(count) })] : [];
  const remove = l10n.t('Remove');
  const pressed = await vscode.window.showWarningMessage(
    plainMessage(l10n.t('Remove {subject}?', { subject: subjectOf(targets, { kind }) })),
    { modal: true, detail: `${[...lines, ...more].join('\n')}\n\n${detail()}` },
    remove,
  );
  return pressed === remove;
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
