import * as vscode from 'vscode';
import { renew } from '../../core/attach/renew.ts';
import type { EntryRecord } from '../../core/clientFiles/entry.ts';
import { DockhopError, failure } from '../../core/errors/dockhopError.ts';
import { askToStart, canStart } from '../commands/attach/attachWithProgress.ts';
import type { Desk } from '../commands/desk.ts';
import type { Outcome } from '../progress/withNotification.ts';
import { withSteps } from '../progress/withSteps.ts';

/** The window connects as it is after this, whatever the state of the container. */
const deadlineSeconds = 180;

/** Makes an entry true again, and shows what came of it. Resolves when the window may connect. */
export async function renewRecord(
  record: EntryRecord,
  mayStart: boolean,
  desk: Desk,
): Promise<void> {
  const outcome = await renewWithSteps(record, mayStart, desk);
  if (outcome.status !== 'failed') return;
  const { error } = outcome;
  if (isStopped(error) && !mayStart && canStart(error)) {
    const target = { host: record.host, container: record.containerName };
    if (await askToStart(target, vscode.l10n.t('Start and Connect'))) {
      await renewRecord(record, true, desk);
    }
    return;
  }
  // Not awaited: the window may connect all the same, and says itself when it cannot.
  void desk.failures.show(error);
}

async function renewWithSteps(
  record: EntryRecord,
  mayStart: boolean,
  desk: Desk,
): Promise<Outcome<void>> {
  const name = record.containerName;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    const details = { container: name, what: 'getting ready', seconds: String(deadlineSeconds) };
    deadline.abort(failure('CONTAINER_TIMEOUT', details));
  }, deadlineSeconds * 1000);
  const title = vscode.l10n.t('Making {name} ready', { name });
  const signal = AbortSignal.any([desk.ended, deadline.signal]);
  try {
    return await withSteps(
      { title, subject: record.alias, log: desk.log, signal },
      (progress, cancelled) => renew(record, mayStart, desk.tools, progress, cancelled),
    );
  } finally {
    clearTimeout(timer);
  }
}

function isStopped(error: unknown): boolean {
  return error instanceof DockhopError && error.code === 'CONTAINER_STOPPED';
}
