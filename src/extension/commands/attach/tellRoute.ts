import * as vscode from 'vscode';
import type { Attachment } from '../../../core/attach/attach.ts';
import { describeError } from '../../../core/errors/dockhopError.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';

/** Says which route was taken where it is not the usual one, and which ports are open to the world. */
export function tellRoute(attachment: Attachment, target: ContainerTarget): void {
  const { l10n } = vscode;
  const { route, passedOver, exposed } = attachment;
  const names = { name: nameOf(target), host: target.host };
  const [first] = passedOver;
  if (first) {
    const { message } = describeError(first.error, (english) => l10n.t(english));
    const what = { ...names, route, other: first.route, reason: message };
    const text = l10n.t(
      '{name} is reached by the route {route}, as {other} does not lead there: {reason}',
      what,
    );
    // Not awaited, here and below: nothing is asked.
    void vscode.window.showInformationMessage(plainMessage(text));
  }
  for (const { containerPort, hostPort, isNews } of exposed) {
    if (!isNews) continue;
    const publish = `-p 127.0.0.1:${hostPort}:${containerPort}`;
    const what = { ...names, containerPort, hostPort, publish };
    const text = l10n.t(
      'Whoever reaches {host} reaches port {containerPort} of {name}, as port {hostPort}. To keep it to {host}, create the container with {publish}.',
      what,
    );
    void vscode.window.showWarningMessage(plainMessage(text));
  }
}
