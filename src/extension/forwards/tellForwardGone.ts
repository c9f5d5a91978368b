import * as vscode from 'vscode';
import { nameOf } from '../explorer/containerTarget.ts';
import { plainMessage } from '../plainMessage.ts';
import { addressOf } from './forwardFace.ts';
import type { Forward } from './forwards.ts';

/** What listened here does not any more, and nobody here ended it. */
export function tellForwardGone(forward: Forward): void {
  const names = { address: addressOf(forward), name: nameOf(forward.target) };
  const text = vscode.l10n.t('{address} ended: its container {name} is gone.', names);
  // Not awaited: it stays until it is read.
  void vscode.window.showInformationMessage(plainMessage(text));
}
