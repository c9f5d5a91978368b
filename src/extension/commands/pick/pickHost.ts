import * as vscode from 'vscode';
import { offeredHosts } from '../../../core/attach/offeredHosts.ts';
import { parseDestination } from '../../../core/ssh/config/destination.ts';
import { isLocalHost } from '../../../core/ssh/localHost.ts';
import { describeError } from '../../../core/errors/dockhopError.ts';
import { hostLabel } from '../../hostLabel.ts';
import { plainLabel } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';

interface HostItem extends vscode.QuickPickItem {
  /** Undefined for the item that lets one be typed. */
  readonly host?: string;
}

/**
 * One host: those chosen first, then the rest of the ssh config, this machine, or any that ssh would
 * take.
 * @param title what it is asked for: that of the command.
 * @param placeHolder the question, where it is not about a container.
 */
export async function pickHost(
  { tools, home, ended }: Desk,
  title: string,
  placeHolder = vscode.l10n.t('On which host is the container?'),
): Promise<string | undefined> {
  const [chosen, listed] = await Promise.all([
    tools.clientFiles.hosts(),
    offeredHosts(tools.settings, home.directory, ended),
  ]);
  const description = (host: string): string =>
    listed.find((other) => other.host === host)?.description ?? '';
  const item = (host: string): HostItem => ({
    label: plainLabel(hostLabel(host, vscode.l10n)),
    description: plainLabel(description(host)),
    host,
  });
  const others = listed.map(({ host }) => host).filter((host) => !chosen.includes(host));
  const items: HostItem[] = [
    ...section(vscode.l10n.t('chosen hosts'), chosen.map(item)),
    ...section(
      vscode.l10n.t('in your ssh config'),
      others.filter((host) => !isLocalHost(host)).map(item),
    ),
    ...section('', [
      ...others.filter(isLocalHost).map(item),
      { label: `$(edit) ${vscode.l10n.t('Type Another Host…')}`, alwaysShow: true },
    ]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
  });
  return picked && (picked.host ?? typeHost(title));
}

function section(label: string, items: readonly HostItem[]): readonly HostItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

async function typeHost(title: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Anything that ssh accepts: a name, user@host or ssh://user@host:port'),
    validateInput: (text) => (text.trim() === '' ? undefined : refusal(text.trim())),
  });
  return typed === undefined || typed.trim() === '' ? undefined : typed.trim();
}

/** Why a text is no host; undefined when it is one. */
export function refusal(text: string): string | undefined {
  try {
    parseDestination(text);
    return undefined;
  } catch (error) {
    return describeError(error, (english) => vscode.l10n.t(english)).message;
  }
}
