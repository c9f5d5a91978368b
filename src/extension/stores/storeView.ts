import * as vscode from 'vscode';
import type { EngineDirectory } from '../../core/attach/engineDirectory.ts';
import type { ClientFiles } from '../../core/clientFiles/clientFiles.ts';
import type { DockhopHome } from '../../core/clientFiles/dockhopHome.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { LiveList, type ListSource } from '../../core/engine/liveList.ts';
import { abortOf } from '../explorer/abortOf.ts';
import { HostSessions } from '../explorer/hostSessions.ts';
import { toTreeItem } from '../explorer/toTreeItem.ts';
import type { HostRow } from '../explorer/treeRows.ts';
import { debounceMs, watchList } from '../explorer/watchList.ts';
import { watchStateFile } from '../explorer/watchStateFile.ts';
import { storeFace, type StoreFaces } from './storeFace.ts';
import type { StoredTarget } from './storedTarget.ts';
import {
  storeRowId,
  storeRowsOfEngine,
  storeRowsOfHost,
  type ReferencesOf,
  type StoredRow,
  type StoreRow,
} from './storeRows.ts';

export interface StoreViewTools {
  readonly directory: EngineDirectory;
  readonly clientFiles: Pick<ClientFiles, 'hosts'>;
  readonly home: DockhopHome;
  readonly onFailure: (error: unknown) => void;
}

export interface Store<Item> {
  readonly kind: StoredTarget['kind'];
  readonly viewId: string;
  readonly sourceOf: (engine: Engine) => ListSource<readonly Item[]>;
  readonly referencesOf: ReferencesOf<Item>;
  readonly faces: StoreFaces<Item>;
  /** As Markdown in which strangers' words are only words; asked for when somebody points at a row. */
  readonly tooltip: (
    row: StoredRow<Item>,
    engine: Engine | undefined,
    signal: AbortSignal,
  ) => Promise<string>;
}

/**
 * What the engines of the chosen hosts store, of one kind: live while the view is visible and a
 * host's row expanded, over the connections that the explorer has too.
 */
export class StoreView<Item> implements vscode.TreeDataProvider<StoreRow<Item>> {
  readonly #changed = new vscode.EventEmitter<StoreRow<Item> | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store: Store<Item>;
  readonly #tools: StoreViewTools;
  readonly #sessions: HostSessions<readonly Item[]>;
  readonly #view: vscode.TreeView<StoreRow<Item>>;
  readonly #disposables: readonly { dispose(): unknown }[];
  /** One row a host, the same object always: the editor knows rows by identity. */
  readonly #hosts = new Map<string, HostRow>();
  /** How each host looked at its last change. */
  readonly #looks = new Map<string, string>();
  #loaded: Promise<void> | undefined;

  constructor(store: Store<Item>, tools: StoreViewTools) {
    this.#store = store;
    this.#tools = tools;
    this.#sessions = new HostSessions<readonly Item[]>({
      directory: tools.directory,
      watchEngine: (engine, up, signal) =>
        watchList(new LiveList(store.sourceOf(engine), { debounceMs }), up, signal),
      onChange: (host) => {
        this.#redraw(host);
      },
    });
    const options = { treeDataProvider: this, canSelectMany: true };
    this.#view = vscode.window.createTreeView<StoreRow<Item>>(store.viewId, options);
    this.#disposables = [
      this.#changed,
      this.#sessions,
      this.#view,
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#sessions.setVisible(visible);
      }),
      this.#view.onDidExpandElement(({ element }) => {
        if (element.kind === 'host') this.#sessions.setExpanded(element.host, true);
      }),
      this.#view.onDidCollapseElement(({ element }) => {
        if (element.kind === 'host') this.#sessions.setExpanded(element.host, false);
      }),
      watchStateFile(tools.home, () => {
        this.#loaded = this.#load();
        void this.#loaded.then(() => {
          this.#changed.fire(undefined);
        });
      }),
    ];
    this.#sessions.setVisible(this.#view.visible);
  }

  /** Looks at a host again at once; without one at all that are looked at. */
  retry(host?: string): void {
    if (host === undefined) this.#sessions.retryAll();
    else this.#sessions.retry(host);
  }

  async getChildren(row?: StoreRow<Item>): Promise<StoreRow<Item>[]> {
    await (this.#loaded ??= this.#load());
    if (row?.kind === 'host') this.#sessions.setExpanded(row.host, true);
    return [...this.#children(row)];
  }

  getTreeItem(row: StoreRow<Item>): vscode.TreeItem {
    return toTreeItem(storeRowId(row), this.#faceOf(row));
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    row: StoreRow<Item>,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (row.kind !== 'stored') return item;
    const engines = this.#sessions.reached(row.host)?.engines ?? [];
    const engine = engines.find(({ info }) => info.id === row.engine.id);
    const markdown = await this.#store.tooltip(row, engine, abortOf(token));
    // Neither trusted nor with HTML or icons: strangers' words are in it.
    item.tooltip = new vscode.MarkdownString(markdown);
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #load(): Promise<void> {
    try {
      const hosts = await this.#tools.clientFiles.hosts();
      const known = new Map(this.#hosts);
      this.#hosts.clear();
      for (const host of hosts) this.#hosts.set(host, known.get(host) ?? { kind: 'host', host });
      this.#sessions.setHosts(hosts);
    } catch (error) {
      this.#tools.onFailure(error);
    }
  }

  #children(row?: StoreRow<Item>): readonly StoreRow<Item>[] {
    const { kind, referencesOf } = this.#store;
    switch (row?.kind) {
      case undefined:
        return [...this.#hosts.values()];
      case 'host':
        return storeRowsOfHost(kind, this.#sessions.snapshot(row.host), referencesOf);
      case 'engine': {
        const { engines } = this.#sessions.snapshot(row.host);
        const engine = engines.find(({ info }) => info.id === row.engine.id);
        return engine ? storeRowsOfEngine(kind, row.host, engine, referencesOf) : [];
      }
      case 'nameless':
        return row.rows;
      case 'stored':
      case 'note':
        return [];
    }
  }

  #faceOf(row: StoreRow<Item>) {
    return storeFace(row, this.#sessions.snapshot(row.host), this.#store.faces, vscode.l10n);
  }

  /** Only where something looks different: a row that is clicked while it is drawn anew is not found. */
  #redraw(host: string): void {
    const row = this.#hosts.get(host);
    if (!row) return;
    const rows = this.#below(row);
    const look = JSON.stringify(rows.map((one) => [storeRowId(one), this.#faceOf(one)]));
    if (this.#looks.get(host) === look) return;
    this.#looks.set(host, look);
    this.#changed.fire(row);
  }

  #below(row: StoreRow<Item>): readonly StoreRow<Item>[] {
    return [row, ...this.#children(row).flatMap((child) => this.#below(child))];
  }
}
