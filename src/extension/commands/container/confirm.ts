import * as vscode from 'vscode';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import { plainMessage } from '../../plainMessage.ts';
import { listOfNames } from './namesOf.ts';

export interface Question {
  /** Who it will happen to. */
  readonly targets: readonly ContainerTarget[];
  readonly message: string;
  /** What it means for them. */
  readonly detail: string;
  /** The verbs on the buttons, the usual one first. */
  readonly verbs: readonly string[];
}

/** A modal question that names its victims. @returns the verb that was pressed, if any. */
export async function confirm(question: Question): Promise<string | undefined> {
  const { targets, message, detail, verbs } = question;
  const names = listOfNames(targets, vscode.l10n);
  return vscode.window.showWarningMessage(
    plainMessage(message),
    { modal: true, detail: targets.length > 1 ? `${names}\n\n${detail}` : detail },
    ...verbs,
  );
}
