import * as vscode from 'vscode';
import type { OfferAdoption } from '../../../core/attach/ownEntries.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';

/**
 * Offers to use an entry that the person wrote for a container themselves. Who closes the question
 * wants neither.
 */
export function offerAdoption(target: ContainerTarget): OfferAdoption {
  return async (aliases, signal) => {
    const [alias = ''] = aliases;
    const names = { name: nameOf(target), alias };
    const use = vscode.l10n.t('Use {alias}', { alias });
    const another = vscode.l10n.t('Set Up Another');
    const detail = vscode.l10n.t(
      'Dockhop can open windows by your entry and leave it, and the container, as they are; or set up SSH of its own beside it, which keeps working after restarts.',
    );
    const pressed = await vscode.window.showInformationMessage(
      plainMessage(vscode.l10n.t('`{alias}` of your ssh config leads into {name} already.', names)),
      { modal: true, detail },
      use,
      another,
    );
    signal.throwIfAborted();
    if (pressed === undefined) AbortSignal.abort().throwIfAborted();
    return pressed === use ? alias : undefined;
  };
}
