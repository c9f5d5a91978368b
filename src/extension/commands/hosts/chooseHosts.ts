import * as vscode from 'vscode';
import { offeredHosts } from '../../../core/attach/offeredHosts.ts';
import type { ListedHost } from '../../../core/ssh/config/hostList.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { hostLabel } from '../../hostLabel.ts';
import { plainLabel } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { refusal } from '../pick/pickHost.ts';

interface HostItem extends vscode.QuickPickItem {
  readonly host: string;
}

/** Which hosts the explorer shows: of the ssh config, this machine, or typed. */
export function chooseHostsCommand(desk: Desk): CommandHandler {
  return async () => {
    const { clientFiles, settings } = desk.tools;
    const [before, listed] = await Promise.all([
      clientFiles.hosts(),
      offeredHosts(settings, desk.home.directory, desk.ended),
    ]);
    const chosen = await pickHosts(before, listed);
    if (!chosen) return;
    // What another window chose meanwhile stays.
    await clientFiles.chooseHosts(
      (now) => [...now.filter((host) => !before.includes(host)), ...chosen],
      desk.ended,
    );
    desk.explorer.reload();
  };
}

/** Ticked in a list to which what is typed is added; undefined when it was closed. */
async function pickHosts(
  before: readonly string[],
  listed: readonly ListedHost[],
): Promise<readonly string[] | undefined> {
  const quickPick = vscode.window.createQuickPick<HostItem>();
  quickPick.canSelectMany = true;
  quickPick.matchOnDescription = true;
  quickPick.title = vscode.l10n.t('Choose Hosts');
  quickPick.placeholder = vscode.l10n.t('Tick hosts with containers, or type another user@host');
  quickPick.ignoreFocusOut = true;
  const items = itemsOf(before, listed);
  quickPick.items = items;
  quickPick.selectedItems = items.filter(({ host }) => before.includes(host));
  quickPick.onDidChangeValue((value) => {
    offerTyped(quickPick, items, value.trim());
  });
  try {
    return await new Promise((resolve) => {
      quickPick.onDidAccept(() => {
        // In the order of the list, not of the ticking.
        const ticked = quickPick.items.filter((item) => quickPick.selectedItems.includes(item));
        resolve(ticked.map(({ host }) => host));
      });
      quickPick.onDidHide(() => {
        resolve(undefined);
      });
      quickPick.show();
    });
  } finally {
    quickPick.dispose();
  }
}

function itemsOf(before: readonly string[], listed: readonly ListedHost[]): readonly HostItem[] {
  const unlisted = before.filter((host) => !listed.some((other) => other.host === host));
  return [...listed, ...unlisted.map((host): ListedHost => ({ host }))].map(
    ({ host, description = '' }) => ({
      host,
      label: plainLabel(hostLabel(host, vscode.l10n)),
      description: plainLabel(description),
    }),
  );
}

/** Adds what is typed as an item of its own while it is a host that is not listed. */
function offerTyped(
  quickPick: vscode.QuickPick<HostItem>,
  items: readonly HostItem[],
  typed: string,
): void {
  const selected = quickPick.selectedItems;
  const kept = [...items, ...selected.filter((item) => !items.includes(item))];
  const isNew = typed !== '' && !kept.some(({ host }) => host === typed);
  const added =
    isNew && refusal(typed) === undefined
      ? [{ host: typed, label: plainLabel(typed), description: vscode.l10n.t('not in the list') }]
      : [];
  quickPick.items = [...kept, ...added];
  quickPick.selectedItems = selected;
}
