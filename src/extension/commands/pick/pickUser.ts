import * as vscode from 'vscode';
import { loginAccounts } from '../../../core/container/accounts/loginAccounts.ts';
import { loginName } from '../../../core/container/accounts/loginUser.ts';
import type { ContainerDetails } from '../../../core/engine/container.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import { plainLabel } from '../../plainMessage.ts';

interface UserItem extends vscode.QuickPickItem {
  /** Undefined for the item that lets one be typed. */
  readonly user?: string;
}

/** One of the accounts of a running container that could log in, or one that is typed. */
export async function pickUser(
  engine: Engine,
  details: ContainerDetails,
  title: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { l10n } = vscode;
  const [own = ''] = details.user.split(':');
  const items = async (): Promise<readonly UserItem[]> => {
    const accounts = await loginAccounts(engine, details, signal);
    const isOwn = ({ name, uid }: (typeof accounts)[number]): boolean =>
      own === '' ? uid === 0 : [name, String(uid)].includes(own);
    return [
      ...accounts.map((account) => ({
        label: account.name,
        description: plainLabel(`${account.uid} · ${account.home}`),
        ...(isOwn(account) ? { detail: l10n.t('The container itself runs as this user') } : {}),
        user: account.name,
      })),
      { label: `$(edit) ${l10n.t('Type Another User…')}`, alwaysShow: true },
    ];
  };
  const placeHolder = l10n.t('Whom to log in as?');
  const picked = await vscode.window.showQuickPick(items(), { title, placeHolder });
  return picked && (picked.user ?? typeUser(title));
}

async function typeUser(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The login name or uid of an account in the container'),
    validateInput: (text) =>
      loginName.test(text) || /^\d{1,9}$/.test(text)
        ? undefined
        : vscode.l10n.t('This is no plain login name.'),
  });
}
