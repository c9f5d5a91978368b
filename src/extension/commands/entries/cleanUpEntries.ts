import * as v from 'valibot';
import * as vscode from 'vscode';
import { followHost, removeEntries } from '../../../core/attach/cleanUp.ts';
import { isStale, reportEntries, type EntryReport } from '../../../core/attach/entryReport.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { plainLabel, plainMessage } from '../../plainMessage.ts';
import { withSteps } from '../../progress/withSteps.ts';
import type { Texts } from '../../texts.ts';
import type { Desk } from '../desk.ts';

interface ReportItem extends vscode.QuickPickItem {
  readonly report: EntryReport;
}

const onEntry = v.object({ kind: v.literal('gone'), entry: v.object({ alias: v.string() }) });

/**
 * Shows entries that lead nowhere any more; removes those that the person ticks. Used on a row of the
 * tree, the one of that row is ticked and no other.
 */
export function cleanUpEntriesCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const row = v.safeParse(onEntry, argument);
    const alias = row.success ? row.output.entry.alias : undefined;
    const title = vscode.l10n.t('Looking where the entries lead');
    const outcome = await withSteps(
      { title, subject: 'entries', log: desk.log, signal: desk.ended },
      (_progress, signal) => reportEntries(desk.tools, signal),
    );
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'done') await cleanUp(outcome.value, alias, desk);
  };
}

async function cleanUp(
  reports: readonly EntryReport[],
  alias: string | undefined,
  desk: Desk,
): Promise<void> {
  const lost = reports.filter(({ state }) =>
    ['containerGone', 'engineGone', 'hostGone'].includes(state),
  );
  const unknown = [
    ...new Set(reports.flatMap(({ record, state }) => (state === 'unknown' ? [record.host] : []))),
  ];
  if (lost.length === 0) {
    tellNothingToDo(unknown);
    return;
  }
  const picked = await vscode.window.showQuickPick(itemsOf(lost, alias), {
    canPickMany: true,
    title: vscode.l10n.t('Clean Up Entries'),
    placeHolder:
      unknown.length === 0
        ? vscode.l10n.t('Ticked entries are removed, or follow their host')
        : vscode.l10n.t('Left alone, for they cannot be reached now: {hosts}', {
            hosts: unknown.join(', '),
          }),
  });
  if (picked === undefined || picked.length === 0) return;
  await removeOrFollow(
    picked.map(({ report }) => report),
    desk,
  );
}

async function removeOrFollow(reports: readonly EntryReport[], desk: Desk): Promise<void> {
  const title = vscode.l10n.t('Cleaning up entries');
  const removable = reports.filter(({ nowCalled }) => nowCalled === undefined);
  const moves = new Map(
    reports.flatMap(({ record, nowCalled }) =>
      nowCalled === undefined ? [] : [[record.host, nowCalled] as const],
    ),
  );
  const outcome = await withSteps(
    { title, subject: 'entries', log: desk.log, signal: desk.ended },
    async (progress, signal) => {
      const removed = await removeEntries(removable, desk.tools, signal);
      for (const alias of removed) await desk.windows.forget(alias);
      for (const [from, to] of moves) await followHost(from, to, desk.tools, progress, signal);
    },
  );
  desk.explorer.reload();
  if (outcome.status === 'failed') throw outcome.error;
}

/** All of them; the one of `only` alone is ticked where that says one which is lost. */
function itemsOf(lost: readonly EntryReport[], only: string | undefined): readonly ReportItem[] {
  const isOneOf = lost.some(({ record }) => record.alias === only);
  return lost.map((report) => {
    const item = itemOf(report);
    return isOneOf ? { ...item, picked: report.record.alias === only } : item;
  });
}

function itemOf(report: EntryReport): ReportItem {
  const { alias, host, containerName } = report.record;
  return {
    label: alias,
    description: plainLabel(`${containerName} · ${host}`),
    detail: plainLabel(whatBecame(report, vscode.l10n)),
    // An engine may only have been stopped, so that is for the person to say.
    picked: isStale(report) || report.nowCalled !== undefined,
    report,
  };
}

/** What became of the container of an entry, in words. */
function whatBecame({ state, nowCalled, record }: EntryReport, l10n: Texts): string {
  if (nowCalled !== undefined) {
    return l10n.t('The ssh config calls the host {name} now: the entry follows', {
      name: nowCalled,
    });
  }
  switch (state) {
    case 'containerGone':
      return l10n.t('The container is gone');
    case 'engineGone':
      return l10n.t('The engine {engine} does not answer; it may only have been stopped', {
        engine: record.engine,
      });
    case 'hostGone':
      return l10n.t('The ssh config does not name the host any more');
    case 'current':
    case 'stopped':
    case 'outdated':
    case 'unknown':
      return '';
  }
}

function tellNothingToDo(unknown: readonly string[]): void {
  const text =
    unknown.length === 0
      ? vscode.l10n.t('No entry leads nowhere.')
      : vscode.l10n.t('No entry leads nowhere, as far as can be seen. Not reached: {hosts}', {
          hosts: unknown.join(', '),
        });
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(plainMessage(text));
}
