import * as vscode from 'vscode';
import { commandIds, inContainerKey } from '../commandIds.ts';
import type { FaceDesk } from '../commands/desk.ts';
import { recordOfThisWindow } from './containerWindow.ts';
import { statusWords } from './statusWords.ts';

/** Says in the status bar which container this window is in; nothing in other windows. */
export class StatusBar {
  readonly #desk: FaceDesk;
  readonly #disposables: { dispose(): unknown }[] = [];
  #isDisposed = false;

  constructor(desk: FaceDesk) {
    this.#desk = desk;
  }

  /** Resolves when it is shown, where there is something to show. */
  async show(): Promise<void> {
    const { tools, explorer } = this.#desk;
    const record = await recordOfThisWindow(tools.clientFiles);
    await vscode.commands.executeCommand('setContext', inContainerKey, record !== undefined);
    if (!record || this.#isDisposed) return;
    const item = vscode.window.createStatusBarItem(
      'dockhop.container',
      vscode.StatusBarAlignment.Left,
      // Beside the editor's own word for where the window is.
      Number.MAX_SAFE_INTEGER,
    );
    item.name = vscode.l10n.t('Container of This Window');
    item.command = commandIds.containerOfWindow;
    const { host, engine, containerId: container, containerName: name } = record;
    const draw = (): void => {
      const state = explorer.stateOf({ host, engine, container, name });
      const { text, tooltip } = statusWords(record, state, vscode.l10n);
      item.text = text;
      item.tooltip = tooltip;
      item.accessibilityInformation = { label: tooltip.replaceAll('\n', ', ') };
    };
    draw();
    item.show();
    this.#disposables.push(item, explorer.onDidChangeTreeData(draw));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
