import * as vscode from 'vscode';
import { isHostDirectory, volumeName } from '../../../core/engine/volumes/volumeText.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { withNotification } from '../../progress/withNotification.ts';
import type { Desk } from '../desk.ts';
import { engineOrPick } from '../stored/reachEngine.ts';

const command = 'createVolume';

/** Makes a volume, of the engine's own or bound to a directory of the host. */
export function createVolumeCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const reached = await engineOrPick(argument, command, desk);
    if (!reached) return;
    const { l10n, window } = vscode;
    const title = commandTitle(command);
    const name = await window.showInputBox({
      title,
      prompt: l10n.t('Name of the volume'),
      ignoreFocusOut: true,
      validateInput: (text) =>
        volumeName.test(text.trim())
          ? undefined
          : l10n.t('Use letters, digits, _ . and -, with a letter or digit first.'),
    });
    if (name === undefined) return;
    const directory = await window.showInputBox({
      title,
      prompt: l10n.t(
        'A directory of the host that it is bound to; empty for one of the engine’s own',
      ),
      placeHolder: '/srv/data',
      ignoreFocusOut: true,
      validateInput: (text) =>
        text.trim() === '' || isHostDirectory(text.trim())
          ? undefined
          : l10n.t('This is no absolute path.'),
    });
    if (directory === undefined) return;
    const bound = directory.trim() === '' ? undefined : directory.trim();
    const { engine } = reached;
    const outcome = await withNotification(
      { title: `${title}: ${name.trim()}`, signal: reached.signal },
      (_, signal) => engine.volumes.create(name.trim(), bound, signal),
    );
    if (outcome.status === 'failed') throw outcome.error;
  };
}
