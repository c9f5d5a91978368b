import * as vscode from 'vscode';
import type { AttachTools } from '../../core/attach/attachTools.ts';
import type { KnownEntry } from '../../core/attach/recordOf.ts';
import type { DockhopHome } from '../../core/clientFiles/dockhopHome.ts';
import { namingConfig } from '../../core/ssh/sshCommandLine.ts';
import type { Texts } from '../texts.ts';
import { hostsKey, hostsViewId } from '../commandIds.ts';
import { HostSessions } from './hostSessions.ts';
import { rowFace, rowTooltip } from './rowFace.ts';
import { toTreeItem } from './toTreeItem.ts';
import { rowId, rowsOfEngine, rowsOfHost, type HostRow, type TreeRow } from './treeRows.ts';

export interface ExplorerOptions {
  readonly tools: AttachTools;
  readonly home: DockhopHome;
  readonly onFailure: (error: unknown) => void;
}

/** The tree of the chosen hosts, their engines and containers. */
export class Explorer implements vscode.TreeDataProvider<TreeRow> {
  readonly #changed = new vscode.EventEmitter<TreeRow | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #options: ExplorerOptions;
  readonly #sessions: HostSessions;
  readonly #disposables: readonly { dispose(): unknown }[];
  /** One row a host, the same object always: the editor knows rows by identity. */
  readonly #hosts = new Map<string, HostRow>();
  /** How each host looked at its last change. */
  readonly #looks = new Map<string, string>();
  /** What is said to be run is for the person's configuration. */
  readonly #texts: Texts = {
    t: (english, args) =>
      args
        ? vscode.l10n.t(english, args)
        : namingConfig(vscode.l10n.t(english), this.#options.tools.settings),
  };
  #selection: readonly TreeRow[] = [];
  #records: readonly KnownEntry[] = [];
  #loaded: Promise<boolean> | undefined;

  constructor(options: ExplorerOptions) {
    const { directory, log } = options.tools;
    this.#options = options;
    this.#sessions = new HostSessions({
      directory,
      log,
      onChange: (host) => {
        this.#redraw(host);
      },
    });
    this.#disposables = [this.#changed, this.#sessions, ...this.#view(), ...this.#watchState()];
  }

  /** The rows that are selected now; none where the view was never shown. */
  get selection(): readonly TreeRow[] {
    return this.#selection;
  }

  /**
   * Reads again what Dockhop's files say: the chosen hosts, and which containers have an entry.
   * Draws the tree anew only when that changed: a row whose menu is open would be gone for a moment.
   */
  reload(): void {
    const loaded = this.#load();
    this.#loaded = loaded;
    void loaded.then((changed) => {
      if (changed) this.#changed.fire(undefined);
    });
  }

  /** Looks at a host again at once, and for its engines; without one at all that are looked at. */
  retry(host?: string): void {
    this.#options.tools.directory.lookAgain(host);
    if (host === undefined) this.#sessions.retryAll();
    else this.#sessions.retry(host);
  }

  async getChildren(row?: TreeRow): Promise<TreeRow[]> {
    await (this.#loaded ??= this.#load());
    switch (row?.kind) {
      case undefined:
        return [...this.#hosts.values()];
      case 'host':
        this.#sessions.setExpanded(row.host, true);
        return [...rowsOfHost(this.#sessions.snapshot(row.host), this.#records)];
      case 'engine': {
        const { engines } = this.#sessions.snapshot(row.host);
        const engine = engines.find(({ info }) => info.id === row.engine.id);
        return engine ? [...rowsOfEngine(row.host, engine, this.#records)] : [];
      }
      case 'container':
      case 'note':
        return [];
    }
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    const host = row.kind === 'container' ? row.target.host : row.host;
    return toTreeItem(rowId(row), rowFace(row, this.#sessions.snapshot(host), this.#texts));
  }

  resolveTreeItem(item: vscode.TreeItem, row: TreeRow): vscode.TreeItem {
    const host = row.kind === 'container' ? row.target.host : row.host;
    const markdown = rowTooltip(row, this.#sessions.snapshot(host), this.#texts);
    // Neither trusted nor with HTML or icons: strangers' words are in it.
    if (markdown !== undefined) item.tooltip = new vscode.MarkdownString(markdown);
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** @returns whether anything was new. Never throws. */
  async #load(): Promise<boolean> {
    const { clientFiles } = this.#options.tools;
    try {
      const [hosts, records] = await Promise.all([clientFiles.hosts(), clientFiles.entries()]);
      const before = JSON.stringify([[...this.#hosts.keys()], this.#records]);
      this.#setHosts(hosts);
      this.#records = records;
      const key = hosts.length > 0 ? 'some' : 'none';
      await vscode.commands.executeCommand('setContext', hostsKey, key);
      return JSON.stringify([hosts, records]) !== before;
    } catch (error) {
      this.#options.onFailure(error);
      return false;
    }
  }

  /** Only where something looks different: a row that is clicked while it is drawn anew is not found. */
  #redraw(host: string): void {
    const row = this.#hosts.get(host);
    if (!row) return;
    const look = JSON.stringify(this.#look(row));
    if (this.#looks.get(host) === look) return;
    this.#looks.set(host, look);
    this.#changed.fire(row);
  }

  #look(row: HostRow): unknown {
    const snapshot = this.#sessions.snapshot(row.host);
    const rows = [
      row,
      ...rowsOfHost(snapshot, this.#records),
      ...snapshot.engines.flatMap((engine) => rowsOfEngine(row.host, engine, this.#records)),
    ];
    return rows.map((one) => [rowId(one), rowFace(one, snapshot, this.#texts)]);
  }

  #setHosts(hosts: readonly string[]): void {
    const before = new Map(this.#hosts);
    this.#hosts.clear();
    for (const host of hosts) this.#hosts.set(host, before.get(host) ?? { kind: 'host', host });
    this.#sessions.setHosts(hosts);
  }

  #view(): readonly vscode.Disposable[] {
    const options = { treeDataProvider: this, canSelectMany: true };
    const view = vscode.window.createTreeView<TreeRow>(hostsViewId, options);
    this.#sessions.setVisible(view.visible);
    return [
      view,
      view.onDidChangeSelection(({ selection }) => {
        this.#selection = selection;
      }),
      view.onDidChangeVisibility(({ visible }) => {
        this.#sessions.setVisible(visible);
      }),
      view.onDidExpandElement(({ element }) => {
        if (element.kind === 'host') this.#sessions.setExpanded(element.host, true);
      }),
      view.onDidCollapseElement(({ element }) => {
        if (element.kind === 'host') this.#sessions.setExpanded(element.host, false);
      }),
    ];
  }

  /** Other windows and the terminal face change the same state. */
  #watchState(): readonly vscode.Disposable[] {
    const folder = vscode.Uri.file(this.#options.home.directory);
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, 'state.json'),
    );
    const reload = (): void => {
      this.reload();
    };
    return [
      watcher,
      watcher.onDidCreate(reload),
      watcher.onDidChange(reload),
      watcher.onDidDelete(reload),
    ];
  }
}
