import * as vscode from 'vscode';
import { DockhopError } from '../../../core/errors/dockhopError.ts';
import type { CommandName } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { counting } from '../../progress/counting.ts';
import { withNotification } from '../../progress/withNotification.ts';
import { isWorthRetrying } from '../../usefulButton.ts';
import type { Desk } from '../desk.ts';
import { failedText } from '../failedText.ts';
import { subjectOf } from './namesOf.ts';
import { reachTarget, type ReachedTarget } from './reachTarget.ts';
import { runOnEach, type Failed } from './runOnEach.ts';

/** An engine that stops containers works on each for seconds; its host has others to serve. */
const atOnceOnHost = 4;

export type Work = (reached: ReachedTarget, target: ContainerTarget) => Promise<void>;

/**
 * Does something with containers, on all hosts side by side, under one notification that can cancel
 * it, and says by name which of them failed; those can be tried again.
 * @returns those with which it went well.
 */
export async function onContainers(
  command: CommandName,
  targets: readonly ContainerTarget[],
  desk: Desk,
  work: Work,
): Promise<readonly ContainerTarget[]> {
  const title = `${commandTitle(command)}: ${subjectOf(targets, vscode.l10n)}`;
  const outcome = await withNotification({ title, signal: desk.ended }, (report, signal) =>
    runOnEach(
      targets,
      {
        groupOf: ({ host }) => host,
        atOnce: atOnceOnHost,
        onEnd: counting(targets.length, report),
        signal,
      },
      async (target) => work(await reachTarget(target, desk.tools.directory, signal), target),
    ),
  );
  if (outcome.status === 'failed') throw outcome.error;
  if (outcome.status === 'cancelled') return [];
  const failed = outcome.value;
  const done = targets.filter((target) => !failed.some(({ item }) => item === target));
  const again = await tellFailures(command, failed, targets.length, desk);
  if (!again) return done;
  const failedOnes = failed.map(({ item }) => item);
  return [...done, ...(await onContainers(command, failedOnes, desk, work))];
}

/** @returns whether the person wants another try. */
async function tellFailures(
  command: CommandName,
  failed: readonly Failed<ContainerTarget>[],
  total: number,
  { failures, log }: Desk,
): Promise<boolean> {
  const [first] = failed;
  if (!first) return false;
  if (total === 1) return failures.show(first.error, { retry: true });
  for (const { error } of failed) log.error(error);
  const { l10n } = vscode;
  const text = failedText({
    command,
    total,
    failed: failed.map(({ item, error }) => ({ name: nameOf(item), error })),
  });
  const retry = l10n.t('Retry');
  const showLog = l10n.t('Show Log');
  const buttons = failed.some(({ error }) => isRetriable(error)) ? [retry, showLog] : [showLog];
  const pressed = await vscode.window.showErrorMessage(text, ...buttons);
  if (pressed === showLog) log.show();
  return pressed === retry;
}

function isRetriable(error: unknown): boolean {
  return isWorthRetrying(error instanceof DockhopError ? error.code : 'UNEXPECTED');
}
