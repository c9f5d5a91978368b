import * as vscode from 'vscode';
import type { Answer, Confirmation, HostKeyQuestion } from '../../core/ports/prompter.ts';
import { plainMessage } from '../plainMessage.ts';
import { untilAborted } from './untilAborted.ts';

/** May an unknown host key be trusted? */
export async function askAboutHostKey(
  question: HostKeyQuestion,
  signal: AbortSignal,
): Promise<Answer> {
  const hop = plainMessage(question.hop);
  const address = plainMessage(question.address);
  const keyType = plainMessage(question.keyType);
  const fingerprint = plainMessage(question.fingerprint);
  const { l10n } = vscode;
  const message = l10n.t('Trust the host key of {hop} ({address})?', { hop, address });
  const detail = [
    `${keyType} ${fingerprint}`,
    l10n.t(
      'It is not known yet. Compare it with the fingerprint that the administrator of {hop} gives you. If you trust it, it is added to your known hosts.',
      { hop },
    ),
  ].join('\n\n');
  const trust = l10n.t('Trust and Remember');
  const options = { modal: true, detail };
  const pressed = vscode.window.showWarningMessage(message, options, trust);
  return (await untilAborted(pressed, signal)) === trust ? 'yes' : 'no';
}

/** A question of ssh about a hop, such as whether a key may be used. */
export async function confirmInDialog(
  { hop, text }: Confirmation,
  signal: AbortSignal,
): Promise<Answer> {
  const { l10n } = vscode;
  const message = l10n.t('ssh asks about {hop}', { hop: plainMessage(hop) });
  const yes = l10n.t('Yes');
  const options = { modal: true, detail: plainMessage(text) };
  const pressed = vscode.window.showWarningMessage(message, options, yes);
  return (await untilAborted(pressed, signal)) === yes ? 'yes' : 'no';
}
