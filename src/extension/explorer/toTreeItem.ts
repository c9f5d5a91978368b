import * as vscode from 'vscode';
import type { RowFace } from './rowFace.ts';

const collapsible = {
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
  never: vscode.TreeItemCollapsibleState.None,
} as const;

/** A row's face in the editor's terms. The tooltip is added when it is asked for. */
export function toTreeItem(id: string, face: RowFace): vscode.TreeItem {
  const item = new vscode.TreeItem(face.label, collapsible[face.expands]);
  item.id = id;
  item.contextValue = face.tags;
  const color = face.color === undefined ? undefined : new vscode.ThemeColor(face.color);
  item.iconPath = new vscode.ThemeIcon(face.icon, color);
  if (face.description !== undefined) item.description = face.description;
  if (face.spoken !== undefined) item.accessibilityInformation = { label: face.spoken };
  return item;
}
