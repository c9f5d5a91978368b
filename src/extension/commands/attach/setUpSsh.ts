import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import type { Desk } from '../desk.ts';
import { offerSsh } from './openAttached.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** Makes `ssh <alias>` lead into a container, proven, without opening a window. */
export function setUpSshCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, {
      command: 'setUpSsh',
      fits: isRunning,
    });
    if (!target) return;
    const title = vscode.l10n.t('Setting up SSH in {name}', { name: nameOf(target) });
    const attachment = await attachWithProgress({ target, title, tools: desk.agreedTools }, desk);
    if (!attachment) return;
    const { alias } = attachment;
    await offerSsh(vscode.l10n.t('`ssh {alias}` works now.', { alias }), alias, desk);
  };
}
