import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { forgetTarget } from './forget.ts';

/** Takes back what Dockhop put into a container, and removes the entry that led there. */
export function removeSshCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const { l10n } = vscode;
    const purpose = { command: 'removeSsh', fits: isRunning } as const;
    const target = await targetOrPick(argument, desk, purpose);
    if (!target) return;
    const names = { name: nameOf(target), host: target.host };
    const verb = l10n.t('Remove SSH Server');
    const detail = l10n.t(
      'What Dockhop put into the container goes: its settings, keys and accounts it mended, and the SSH server if it brought one. Packages that were installed stay. On this machine the entry goes. The container runs on.',
    );
    const pressed = await vscode.window.showWarningMessage(
      plainMessage(l10n.t('Remove the SSH server of {name} on {host}?', names)),
      { modal: true, detail },
      verb,
    );
    if (pressed === verb) await forgetTarget(target, true, desk);
  };
}
