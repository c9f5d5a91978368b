import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { nameOf } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';
import { isRunning } from '../pick/fitting.ts';
import { targetsOrPick } from '../pick/pickContainer.ts';
import { onContainers } from './onContainers.ts';

/** Whole ids of containers, one a line, on the clipboard. */
export function copyIdCommand(desk: Desk): CommandHandler {
  return async (argument, selection) => {
    const targets = await targetsOrPick(argument, selection, desk, { command: 'copyId' });
    await copy(targets.map(({ container }) => container));
  };
}

export function copyNameCommand(desk: Desk): CommandHandler {
  return async (argument, selection) => {
    const targets = await targetsOrPick(argument, selection, desk, { command: 'copyName' });
    await copy(targets.map(nameOf));
  };
}

/** The addresses that running containers have in the networks of their engine. */
export function copyAddressCommand(desk: Desk): CommandHandler {
  return async (argument, selection) => {
    const purpose = { command: 'copyAddress', fits: isRunning } as const;
    const targets = await targetsOrPick(argument, selection, desk, purpose);
    if (targets.length === 0) return;
    const found = new Map<unknown, readonly string[]>();
    const read = await onContainers('copyAddress', targets, desk, async (reached, target) => {
      const { addresses } = await reached.engine.inspectContainer(reached.id, reached.signal);
      found.set(
        target,
        addresses.map(({ address }) => address),
      );
    });
    // In the order of the selection, not of the answers.
    const addresses = read.flatMap((target) => found.get(target) ?? []);
    if (read.length > 0 && addresses.length === 0) tell(vscode.l10n.t('No address of its own.'));
    else await copy(addresses);
  };
}

async function copy(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await vscode.env.clipboard.writeText(lines.join('\n'));
  tell(vscode.l10n.t('Copied: {text}', { text: lines.join(', ') }));
}

function tell(text: string): void {
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(plainMessage(text));
}
