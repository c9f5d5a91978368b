import * as vscode from 'vscode';
import type { Answer, Repair, RepairQuestion } from '../../core/ports/prompter.ts';
import { plainMessage } from '../plainMessage.ts';
import { untilAborted } from './untilAborted.ts';

/** Asks whether accounts of a container may be mended. */
export async function askAboutRepair(
  { host, container, repairs }: RepairQuestion,
  signal: AbortSignal,
): Promise<Answer> {
  const { l10n } = vscode;
  const names = { host: plainMessage(host), container: plainMessage(container) };
  const detail = [
    ...repairs.map((repair) => `• ${plainMessage(repairText(repair))}`),
    l10n.t('Forget with undo takes it back.'),
  ].join('\n');
  const change = l10n.t('Change');
  const pressed = vscode.window.showWarningMessage(
    l10n.t('Change an account of {container} on {host}, so that you can log in?', names),
    { modal: true, detail },
    change,
  );
  return (await untilAborted(pressed, signal)) === change ? 'yes' : 'no';
}

function repairText(repair: Repair): string {
  const { l10n } = vscode;
  const { user } = repair;
  switch (repair.kind) {
    case 'account':
      return l10n.t('Add an account {user} for the uid {uid}', { user, uid: repair.uid });
    case 'unlock':
      return l10n.t('Unlock {user}; its password stays unusable', { user });
    case 'shell':
      return l10n.t('Give {user} a login shell instead of {shell}', { user, shell: repair.shell });
    case 'home':
      return l10n.t('Make the home {home} of {user}', { user, home: repair.home });
    case 'server':
      return l10n.t('Add an account {user}, as which the SSH server locks itself in', { user });
  }
}
