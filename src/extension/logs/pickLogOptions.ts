import * as vscode from 'vscode';
import type { LogOptions } from '../../core/engine/streams/engineStreams.ts';

/** What is shown where nobody asks for more. */
export const usualLogs: LogOptions = { tail: 1000 };

interface LogItem extends vscode.QuickPickItem {
  readonly logs: LogOptions;
}

/** How far back, and whether with times; undefined when dismissed. */
export async function pickLogOptions(title: string): Promise<LogOptions | undefined> {
  const { l10n } = vscode;
  const range = await vscode.window.showQuickPick(ranges(new Date()), {
    title,
    placeHolder: l10n.t('How far back?'),
  });
  if (!range) return undefined;
  const times = await vscode.window.showQuickPick<LogItem>(
    [
      { label: l10n.t('Without Timestamps'), logs: range.logs },
      { label: l10n.t('With Timestamps'), logs: { ...range.logs, timestamps: true } },
    ],
    { title, placeHolder: l10n.t('With the engine’s time before each line?') },
  );
  return times?.logs;
}

function ranges(now: Date): readonly LogItem[] {
  const { l10n } = vscode;
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const hoursAgo = (hours: number): number => now.getTime() - hours * 3_600_000;
  const since = (time: number): LogOptions => ({ since: Math.floor(time / 1000) });
  return [
    { label: l10n.t('Last 200 Lines'), logs: { tail: 200 } },
    { label: l10n.t('Last 1000 Lines'), logs: usualLogs },
    { label: l10n.t('Since an Hour Ago'), logs: since(hoursAgo(1)) },
    { label: l10n.t('Since the Start of Today'), logs: since(midnight) },
    { label: l10n.t('Since a Day Ago'), logs: since(hoursAgo(24)) },
    { label: l10n.t('Everything'), logs: {} },
    { label: l10n.t('Only What Is New'), logs: { tail: 0 } },
  ];
}
