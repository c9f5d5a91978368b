import * as vscode from 'vscode';
import type { Commitment } from '../../../core/engine/control/engineControl.ts';
import { parseImageName } from '../../../core/engine/imageName.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { onContainers } from './onContainers.ts';
import { suggestedImage } from './suggestedImage.ts';

const command = 'commitContainer';

/** Makes an image of what is in a container: its name, a message and whether to stand still are asked. */
export function commitContainerCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command });
    const commitment = target && (await askForCommitment(nameOf(target)));
    if (!target || !commitment) return;
    const done = await onContainers(command, [target], desk, ({ engine, id, signal }) =>
      engine.control.commit(id, commitment, signal),
    );
    if (done.length === 0) return;
    const { repository, tag } = commitment.image;
    const names = { name: nameOf(target), image: `${repository}:${tag}` };
    const text = vscode.l10n.t('Committed {name} to {image}.', names);
    // Not awaited: it asks nothing.
    void vscode.window.showInformationMessage(plainMessage(text));
  };
}

async function askForCommitment(container: string): Promise<Commitment | undefined> {
  const { l10n, window } = vscode;
  const title = commandTitle(command);
  const name = await window.showInputBox({
    title,
    prompt: l10n.t('Name of the image, with a tag if you like: name:tag'),
    value: suggestedImage(container),
    ignoreFocusOut: true,
    validateInput: (text) =>
      parseImageName(text.trim())
        ? undefined
        : l10n.t('This is no name of an image: lower-case letters, digits and . _ - /, then :tag.'),
  });
  const image = name === undefined ? undefined : parseImageName(name.trim());
  if (!image) return undefined;
  const message = await window.showInputBox({
    title,
    prompt: l10n.t('A message that is kept with the image; it may stay empty'),
    ignoreFocusOut: true,
  });
  if (message === undefined) return undefined;
  const pause = await askToPause(title);
  return pause === undefined ? undefined : { image, message: message.trim(), pause };
}

async function askToPause(title: string): Promise<boolean | undefined> {
  const { l10n, window } = vscode;
  const still = {
    label: l10n.t('Pause It Meanwhile'),
    detail: l10n.t('Its processes stand still until the image is made, so no file is half written'),
  };
  const going = {
    label: l10n.t('Let It Run On'),
    detail: l10n.t('For long computations, and for engines that cannot pause'),
  };
  const picked = await window.showQuickPick([still, going], {
    title,
    placeHolder: l10n.t('What the container does while the image is made'),
    ignoreFocusOut: true,
  });
  return picked && picked === still;
}
