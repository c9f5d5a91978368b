import * as vscode from 'vscode';
import type { Check } from '../../core/doctor/finding.ts';
import { plainLabel, quoteCode } from '../plainMessage.ts';
import { worstFirst } from './reportText.ts';

/** What the person wants of a report. `isAgreed`: by the button that names the repair. */
export type ReportAnswer =
  | { readonly kind: 'closed' | 'copy' | 'again' }
  | { readonly kind: 'check'; readonly check: Check; readonly isAgreed: boolean };

interface CheckItem extends vscode.QuickPickItem {
  readonly check: Check;
}

/** The checks as a list: what is broken first, each with a button for what can be mended. */
export async function showReport(title: string, checks: readonly Check[]): Promise<ReportAnswer> {
  const copy = button('copy', vscode.l10n.t('Copy Report'));
  const again = button('refresh', vscode.l10n.t('Look Again'));
  const list = vscode.window.createQuickPick<CheckItem>();
  list.title = title;
  list.placeholder = sumUp(checks);
  list.matchOnDetail = true;
  list.ignoreFocusOut = true;
  list.buttons = [again, copy];
  list.items = worstFirst(checks).map(itemOf);
  try {
    return await new Promise((resolve) => {
      list.onDidTriggerButton((pressed) => {
        resolve({ kind: pressed === copy ? 'copy' : 'again' });
      });
      list.onDidTriggerItemButton(({ item: { check } }) => {
        resolve({ kind: 'check', check, isAgreed: true });
      });
      list.onDidAccept(() => {
        const [item] = list.selectedItems;
        if (item) resolve({ kind: 'check', check: item.check, isAgreed: false });
      });
      list.onDidHide(() => {
        resolve({ kind: 'closed' });
      });
      list.show();
    });
  } finally {
    list.dispose();
  }
}

function sumUp(checks: readonly Check[]): string {
  const count = (state: Check['state']): number =>
    checks.filter((check) => check.state === state).length;
  if (count('fail') + count('warn') === 0) return vscode.l10n.t('All is well');
  return vscode.l10n.t('{broken} broken, {doubtful} to look at, {well} well', {
    broken: count('fail'),
    doubtful: count('warn'),
    well: count('ok'),
  });
}

function itemOf(check: Check): CheckItem {
  const { state, message, fix, offer } = check;
  return {
    check,
    label: plainLabel(quoteCode(message)),
    iconPath: icons[state],
    ...stateWord(state),
    ...(fix === undefined ? {} : { detail: plainLabel(quoteCode(fix)) }),
    ...(offer === undefined ? {} : { buttons: [button('wrench', offer)] }),
  };
}

/** Not by colour and picture alone. */
function stateWord(state: Check['state']): { description?: string } {
  if (state === 'ok') return {};
  return { description: state === 'fail' ? vscode.l10n.t('broken') : vscode.l10n.t('look at it') };
}

const icons: Readonly<Record<Check['state'], vscode.ThemeIcon>> = {
  ok: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  warn: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  fail: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
};

function button(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip };
}
