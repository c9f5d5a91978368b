import * as vscode from 'vscode';
import { portsViewId } from '../commandIds.ts';
import { escapeMarkdown } from '../explorer/markdown.ts';
import { toTreeItem } from '../explorer/toTreeItem.ts';
import { forwardFace } from './forwardFace.ts';
import type { Forward, Forwards } from './forwards.ts';

/** The list of forwarded ports; there while there are any. */
export class ForwardsView implements vscode.TreeDataProvider<Forward> {
  readonly onDidChangeTreeData: vscode.Event<Forward | undefined>;
  readonly #forwards: Forwards;
  readonly #view: vscode.Disposable;

  constructor(forwards: Forwards) {
    this.#forwards = forwards;
    this.onDidChangeTreeData = forwards.onDidChange;
    this.#view = vscode.window.createTreeView(portsViewId, { treeDataProvider: this });
  }

  getChildren(forward?: Forward): Forward[] {
    return forward ? [] : [...this.#forwards.all];
  }

  getTreeItem(forward: Forward): vscode.TreeItem {
    const { target, way } = forward;
    const id = `forward:${target.host}/${target.container}/${way.port}`;
    const face = forwardFace(forward, vscode.l10n);
    const item = toTreeItem(id, face);
    item.tooltip = new vscode.MarkdownString(escapeMarkdown(face.spoken ?? face.label));
    return item;
  }

  dispose(): void {
    this.#view.dispose();
  }
}
