import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import { offerSsh } from './openAttached.ts';

/** Looks into a container anew, mends what is missing or was changed there, and proves the entry. */
export function repairSshCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const purpose = { command: 'repairSsh', fits: isRunning } as const;
    const target = await targetOrPick(argument, desk, purpose);
    if (!target) return;
    const title = vscode.l10n.t('Repairing SSH in {name}', { name: nameOf(target) });
    const wish = { target, title, anew: true, tools: desk.agreedTools };
    const attachment = await attachWithProgress(wish, desk);
    if (!attachment) return;
    const { alias } = attachment;
    await offerSsh(vscode.l10n.t('`ssh {alias}` works now.', { alias }), alias, desk);
  };
}
