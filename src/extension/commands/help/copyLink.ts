import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import { linkTo } from '../../links/followLink.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';

/** A link that attaches to a container, by its name: it leads into one that is made anew, too. */
export function copyLinkCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command: 'copyLink' });
    if (!target) return;
    const { host, engine } = target;
    const container = nameOf(target);
    await vscode.env.clipboard.writeText(
      linkTo({ host, container, ...(engine === undefined ? {} : { engine }) }),
    );
    const text = vscode.l10n.t(
      'The link to {name} is on the clipboard. It works for whoever has chosen the host {host} by that name.',
      { name: container, host },
    );
    // Not awaited: it asks nothing.
    void vscode.window.showInformationMessage(plainMessage(text));
  };
}
