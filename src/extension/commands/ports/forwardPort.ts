import * as vscode from 'vscode';
import { portsOf } from '../../../core/forwards/containerWay.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { addressOf } from '../../forwards/forwardFace.ts';
import type { Forward } from '../../forwards/forwards.ts';
import { plainMessage } from '../../plainMessage.ts';
import { withNotification } from '../../progress/withNotification.ts';
import { reachContainer } from '../../reachContainer.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { copyAddress, openInBrowser } from './useForward.ts';
import { pickPort } from './pickPort.ts';

const command = 'forwardPort';

/** A port of a container on this machine, published or not. */
export function forwardPortCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command, fits: isRunning });
    const port = target && (await askForPort(target, desk));
    if (!target || port === undefined) return;
    const forward = await withProgress(target, desk, (signal) =>
      desk.forwards.add(target, port, signal),
    );
    // Not awaited: it stays until it is read.
    if (forward) void tell(forward);
  };
}

async function askForPort(target: ContainerTarget, desk: Desk): Promise<number | undefined> {
  const found = await withProgress(target, desk, async (signal) => {
    const place = await reachContainer(target, desk.tools.directory, signal);
    return { listening: await portsOf(place, signal), known: place.container.ports };
  });
  return found && pickPort(found.listening, found.known, commandTitle(command));
}

async function withProgress<Value>(
  target: ContainerTarget,
  desk: Desk,
  task: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | undefined> {
  const title = `${commandTitle(command)}: ${nameOf(target)}`;
  const outcome = await withNotification({ title, signal: desk.ended }, (_, signal) =>
    task(signal),
  );
  if (outcome.status === 'failed') throw outcome.error;
  return outcome.status === 'done' ? outcome.value : undefined;
}

async function tell(forward: Forward): Promise<void> {
  const { l10n } = vscode;
  const names = {
    address: addressOf(forward),
    port: forward.way.port,
    name: nameOf(forward.target),
  };
  const text = l10n.t('{address} leads to port {port} of {name}.', names);
  const [open, copy] = [l10n.t('Open in Browser'), l10n.t('Copy Address')];
  const pressed = await vscode.window.showInformationMessage(plainMessage(text), open, copy);
  if (pressed === open) await openInBrowser(forward);
  if (pressed === copy) await copyAddress(forward);
}
