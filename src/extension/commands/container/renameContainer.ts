import * as vscode from 'vscode';
import { containerName } from '../../../core/engine/control/containerName.ts';
import { describeError, failure } from '../../../core/errors/dockhopError.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { onContainers } from './onContainers.ts';

/** Gives a container another name; entries know it by its id and stay. */
export function renameContainerCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const command = 'renameContainer';
    const target = await targetOrPick(argument, desk, { command });
    if (!target) return;
    const name = await vscode.window.showInputBox({
      title: commandTitle(command),
      prompt: vscode.l10n.t('Another name for the container'),
      value: nameOf(target),
      validateInput: refusal,
    });
    if (name === undefined || name === nameOf(target)) return;
    await onContainers(command, [target], desk, ({ engine, id, signal }) =>
      engine.control.rename(id, name, signal),
    );
  };
}

/** Why a text is no name; undefined when it is one. */
function refusal(name: string): string | undefined {
  if (containerName.test(name)) return undefined;
  return describeError(failure('NAME_UNFIT', { name }), (english) => vscode.l10n.t(english)).action;
}
