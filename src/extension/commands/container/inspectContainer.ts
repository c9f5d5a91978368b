import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import { inspectedTarget } from '../../documents/inspectionUri.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import type { Desk } from '../desk.ts';
import { targetOrPick } from '../pick/pickContainer.ts';
import { onContainers } from './onContainers.ts';

/** All that the engine says about a container, as a document. */
export function inspectContainerCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await targetOrPick(argument, desk, { command: 'inspectContainer' });
    if (target) await inspect(target, desk);
  };
}

/** The same anew, for the document in sight. */
export function refreshInspectionCommand(desk: Desk): CommandHandler {
  return async () => {
    const document = vscode.window.activeTextEditor?.document;
    const target = document && inspectedTarget(document.uri);
    if (target) await inspect(target, desk);
  };
}

async function inspect(target: ContainerTarget, desk: Desk): Promise<void> {
  let text: string | undefined;
  await onContainers('inspectContainer', [target], desk, async ({ engine, id, signal }) => {
    text = await engine.control.inspectRaw(id, signal);
  });
  if (text !== undefined) await desk.inspections.show(target, text);
}
