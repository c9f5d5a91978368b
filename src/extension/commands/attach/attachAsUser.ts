import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { reachTarget } from '../container/reachTarget.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { pickUser } from '../pick/pickUser.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import { openAttached } from './openAttached.ts';

/** As attach, once the person has chosen whom to log in as. */
export function attachAsUserCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const command = 'attachAsUser';
    const target = await targetOrPick(argument, desk, { command, fits: isRunning });
    if (!target) return;
    const { engine, id, signal } = await reachTarget(target, desk.tools.directory, desk.ended);
    const details = await engine.inspectContainer(id, signal);
    const user = await pickUser(engine, details, commandTitle(command), signal);
    if (user === undefined) return;
    const names = { name: nameOf(target), user };
    const title = vscode.l10n.t('Attaching to {name} as {user}', names);
    const attachment = await attachWithProgress({ target, user, title }, desk);
    if (attachment) await openAttached(attachment, desk);
  };
}
