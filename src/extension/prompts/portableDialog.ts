import * as vscode from 'vscode';
import type { Answer, PortableQuestion } from '../../core/ports/prompter.ts';
import { describeError } from '../../core/errors/dockhopError.ts';
import { plainMessage } from '../plainMessage.ts';
import { untilAborted } from './untilAborted.ts';

/** Asks whether the portable SSH server may be brought into a container, and says why it is asked. */
export async function askAboutPortable(
  question: PortableQuestion,
  signal: AbortSignal,
): Promise<Answer> {
  const { l10n } = vscode;
  const bring = l10n.t('Bring It In');
  const options = { modal: true, detail: detailOf(question) };
  const { host, container } = namesIn(question);
  const names = { container, host };
  const message =
    question.source === 'host'
      ? l10n.t('Bring the SSH server of {host} into {container}?', names)
      : l10n.t('Bring Dockhop’s portable SSH server into {container} on {host}?', names);
  const pressed = vscode.window.showInformationMessage(message, options, bring);
  return (await untilAborted(pressed, signal)) === bring ? 'yes' : 'no';
}

/** For whoever has agreed to whatever is installed. */
export function tellAboutPortable(question: PortableQuestion): void {
  const { host, container } = namesIn(question);
  const names = { container, host };
  const text =
    question.source === 'host'
      ? vscode.l10n.t('Bringing the SSH server of {host} into {container}', names)
      : vscode.l10n.t('Bringing Dockhop’s portable SSH server into {container} on {host}', names);
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(text);
}

function detailOf({ version, bytes, directory, instead }: PortableQuestion): string {
  const { l10n } = vscode;
  const why = instead && plainMessage(describeError(instead, (english) => l10n.t(english)).message);
  const what = l10n.t(
    '{version} ({size} MB) goes into {directory} of the container, over the engine. Nothing is fetched from a network and no port is opened; forgetting it with undo removes it.',
    { version, size: (bytes / 1e6).toFixed(1), directory },
  );
  return [...(why === undefined ? [] : [why]), what].join('\n\n');
}

function namesIn({ host, container }: PortableQuestion) {
  return { host: plainMessage(host), container: plainMessage(container) };
}
