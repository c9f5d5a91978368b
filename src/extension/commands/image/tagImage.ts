import * as vscode from 'vscode';
import { textOf } from '../../../core/engine/imageName.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { storedName } from '../../stores/storedTarget.ts';
import { withNotification } from '../../progress/withNotification.ts';
import type { Desk } from '../desk.ts';
import { storedOrPick } from '../stored/pickStored.ts';
import { reachEngine } from '../stored/reachEngine.ts';
import { askForImage } from './askForImage.ts';

const command = 'tagImage';

/** Gives an image one more name. */
export function tagImageCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await storedOrPick(argument, desk, { command, kind: 'image' });
    if (!target) return;
    const isId = storedName(target) !== target.reference;
    const prompt = vscode.l10n.t('One more name for the image: name:tag');
    const name = await askForImage(commandTitle(command), prompt, isId ? '' : target.reference);
    if (!name || textOf(name) === target.reference) return;
    const title = `${commandTitle(command)}: ${textOf(name)}`;
    const outcome = await withNotification({ title, signal: desk.ended }, async (_, signal) => {
      const reached = await reachEngine(target, desk, signal);
      await reached.engine.images.tag(target.reference, name, reached.signal);
    });
    if (outcome.status === 'failed') throw outcome.error;
  };
}
