import * as vscode from 'vscode';
import type { AttachTools } from '../../core/attach/attachTools.ts';
import type { ReachedHost } from '../../core/attach/engineDirectory.ts';
import type { DockhopHome } from '../../core/clientFiles/dockhopHome.ts';
import type { Container, ContainerState } from '../../core/engine/container.ts';
import { LiveContainers } from '../../core/engine/liveContainers.ts';
import { namingConfig } from '../../core/ssh/sshCommandLine.ts';
import { hostsKey, hostsViewId } from '../commandIds.ts';
import { onShowsUsage, showsUsage } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { abortOf } from './abortOf.ts';
import { isUp } from './containerFilter.ts';
import type { ContainerTarget } from './containerTarget.ts';
import { DrawnRows } from './drawnRows.ts';
import { filterWords } from './filterWords.ts';
import { HostSessions } from './hostSessions.ts';
import type { RememberedChoices } from './rememberedChoices.ts';
import { rowFace, type RowFace } from './rowFace.ts';
import { StaleTooltips } from './staleTooltips.ts';
import { rowTooltip } from './tooltip.ts';
import { toTreeItem } from './toTreeItem.ts';
import { TreeModel, type TreeNews } from './treeModel.ts';
import { containerRowId, hostOfRow, rowId, type TreeRow } from './treeRows.ts';
import { untilFound } from './untilFound.ts';
import { ContainerMeter } from './usage/containerMeter.ts';
import { GpuMeter } from './usage/gpuMeter.ts';
import { Measurements } from './usage/measurements.ts';
import { UsageWatch } from './usage/usageWatch.ts';
import { isFiltered } from './viewChoices.ts';
import { debounceMs, watchList } from './watchList.ts';
import { watchStateFile } from './watchStateFile.ts';

/** How long a container that is to be shown may take to appear. */
const revealMs = 30_000;

export interface ExplorerOptions {
  readonly tools: AttachTools;
  readonly home: DockhopHome;
  readonly choices: RememberedChoices;
  readonly onFailure: (error: unknown) => void;
}

/** The tree of the chosen hosts, their engines and containers. */
export class Explorer implements vscode.TreeDataProvider<TreeRow> {
  readonly #changed = new vscode.EventEmitter<TreeRow | TreeRow[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #options: ExplorerOptions;
  readonly #sessions: HostSessions<readonly Container[]>;
  readonly #model: TreeModel;
  readonly #measurements: Measurements;
  readonly #usage: UsageWatch;
  readonly #tooltips = new StaleTooltips((rows) => {
    this.#redrawRows(rows.map(rowId));
  });
  readonly #view: vscode.TreeView<TreeRow>;
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly #drawn = new DrawnRows();
  /** What is said to be run is for the person's configuration. */
  readonly #texts: Texts = {
    t: (english, args) =>
      args
        ? vscode.l10n.t(english, args)
        : namingConfig(vscode.l10n.t(english), this.#options.tools.settings),
  };
  #loaded: Promise<TreeNews> | undefined;

  constructor(options: ExplorerOptions) {
    const { directory, log } = options.tools;
    this.#options = options;
    this.#sessions = new HostSessions({
      directory,
      watchEngine: (engine, up, signal) =>
        watchList(new LiveContainers(engine, log, { debounceMs }), up, signal),
      onChange: (host) => {
        this.#redraw(host);
        this.#followUsage();
      },
    });
    this.#model = new TreeModel({
      snapshot: (host) => this.#sessions.snapshot(host),
      choices: () => options.choices.value,
    });
    const meters = { containers: new ContainerMeter(), gpus: new GpuMeter(), log };
    const reached = (host: string) => this.#sessions.reached(host);
    this.#measurements = new Measurements({ ...meters, reached });
    this.#usage = new UsageWatch({
      ...meters,
      hosts: () => this.#watchedHosts(),
      listed: (host, engine) => this.#sessions.listed(host, engine) ?? [],
      onChange: (rowIds) => {
        this.#redrawRows(rowIds);
      },
    });
    const viewOptions = { treeDataProvider: this, canSelectMany: true };
    this.#view = vscode.window.createTreeView<TreeRow>(hostsViewId, viewOptions);
    this.#disposables = [
      this.#changed,
      this.#sessions,
      this.#usage,
      this.#tooltips,
      this.#view,
      ...this.#watchView(),
      watchStateFile(options.home, () => {
        this.reload();
      }),
    ];
    this.#view.message = filterWords(options.choices.value, this.#texts);
    this.#setVisible(this.#view.visible);
  }

  /** The rows that are selected, as they are now; none where the view was never shown. */
  get selection(): readonly TreeRow[] {
    return this.#view.selection.map((row) => this.#drawn.now(row));
  }

  get choices(): RememberedChoices {
    return this.#options.choices;
  }

  /**
   * Reads again what Dockhop's files say: the chosen hosts, and which containers have an entry.
   * Draws anew only what that changed: a row whose menu is open would be gone for a moment.
   */
  reload(): void {
    const loaded = this.#load();
    this.#loaded = loaded;
    void loaded.then((news) => {
      if (news === 'hosts') this.#changed.fire(undefined);
      if (news === 'entries') for (const { host } of this.#model.hosts()) this.#redraw(host);
    });
  }

  /** Looks at a host again at once, and for its engines; without one at all that are looked at. */
  retry(host?: string): void {
    this.#options.tools.directory.lookAgain(host);
    if (host === undefined) this.#sessions.retryAll();
    else this.#sessions.retry(host);
  }

  /** The state of a container, where its host is being looked at; it does not ask. */
  stateOf({ host, engine, container }: ContainerTarget): ContainerState | undefined {
    const { engines } = this.#sessions.snapshot(host);
    const liveness = engines.find(({ info }) => info.id === engine)?.liveness;
    if (liveness?.phase !== 'live') return undefined;
    return liveness.value.find(({ id }) => id === container)?.state;
  }

  /**
   * Shows a container in the tree, which connects to its host, whatever is filtered; only the host
   * where the container does not appear in time.
   * @returns whether its host is among those chosen.
   */
  async reveal({ host, engine, container }: ContainerTarget): Promise<boolean> {
    await (this.#loaded ??= this.#load());
    const hostRow = this.#model.host(host);
    if (!hostRow) return false;
    if (isFiltered(this.choices.value)) await this.choices.choose({ text: '', runningOnly: false });
    await this.#view.reveal(hostRow, { expand: true, select: true, focus: true });
    const id = containerRowId(host, engine ?? '', container);
    const find = (): TreeRow | undefined => this.#model.find(host, id);
    const row = await untilFound(find, this.onDidChangeTreeData, revealMs);
    if (row) await this.#view.reveal(row, { select: true, focus: true });
    return true;
  }

  async getChildren(row?: TreeRow): Promise<TreeRow[]> {
    await (this.#loaded ??= this.#load());
    if (row?.kind === 'host') this.#sessions.setExpanded(row.host, true);
    const rows = this.#model.children(row);
    this.#drawn.note(rows);
    return [...rows];
  }

  getParent(row: TreeRow): TreeRow | undefined {
    return this.#model.parent(row);
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    return toTreeItem(rowId(row), this.#faceOf(this.#drawn.now(row)));
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    drawn: TreeRow,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const row = this.#drawn.now(drawn);
    const measured = await this.#measurements.of(row, abortOf(token));
    const snapshot = this.#sessions.snapshot(hostOfRow(row));
    const markdown = rowTooltip(row, snapshot, this.#texts, measured);
    // Neither trusted nor with HTML or icons: strangers' words are in it.
    if (markdown !== undefined) item.tooltip = new vscode.MarkdownString(markdown);
    if (Object.keys(measured).length > 0) this.#tooltips.add(row);
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** @returns what was new. Never throws. */
  async #load(): Promise<TreeNews> {
    const { clientFiles } = this.#options.tools;
    try {
      const [hosts, entries] = await Promise.all([clientFiles.hosts(), clientFiles.entries()]);
      const news = this.#model.set(hosts, entries);
      this.#sessions.setHosts(hosts);
      const key = hosts.length > 0 ? 'some' : 'none';
      await vscode.commands.executeCommand('setContext', hostsKey, key);
      return news;
    } catch (error) {
      this.#options.onFailure(error);
      return 'nothing';
    }
  }

  #faceOf(row: TreeRow, snapshot = this.#sessions.snapshot(hostOfRow(row))): RowFace {
    const isMeasured = row.kind === 'container' && isUp(row.container.state);
    const usage = isMeasured ? this.#usage.usageOf(rowId(row)) : undefined;
    return rowFace(row, snapshot, this.#texts, usage);
  }

  /** Only what looks different. */
  #redraw(host: string): void {
    const row = this.#model.host(host);
    if (!row) return;
    const snapshot = this.#sessions.snapshot(host);
    const seen = this.#model
      .rowsOf(host)
      .map((one) => ({ row: one, look: JSON.stringify(this.#faceOf(one, snapshot)) }));
    const rows = this.#drawn.update(row, seen);
    if (rows.length > 0) this.#changed.fire([...rows]);
  }

  /** Nothing above or below these rows is different. */
  #redrawRows(rowIds: readonly string[]): void {
    const rows = this.#drawn.of(rowIds);
    if (rows.length > 0) this.#changed.fire(rows);
  }

  #watchedHosts(): readonly ReachedHost[] {
    return this.#sessions
      .watched()
      .map((host) => this.#sessions.reached(host))
      .filter((reached) => reached !== undefined);
  }

  #followUsage(): void {
    this.#usage.follow(this.#view.visible && showsUsage());
  }

  #setVisible(visible: boolean): void {
    this.#sessions.setVisible(visible);
    this.#tooltips.setVisible(visible);
    this.#followUsage();
  }

  #watchView(): readonly vscode.Disposable[] {
    const { choices } = this.#options;
    return [
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#setVisible(visible);
      }),
      this.#view.onDidExpandElement(({ element }) => {
        if (element.kind === 'host') this.#sessions.setExpanded(element.host, true);
        this.#followUsage();
      }),
      this.#view.onDidCollapseElement(({ element }) => {
        if (element.kind === 'host') this.#sessions.setExpanded(element.host, false);
        this.#followUsage();
      }),
      choices.onDidChange((value) => {
        this.#view.message = filterWords(value, this.#texts);
        this.#changed.fire(undefined);
      }),
      onShowsUsage(() => {
        this.#followUsage();
      }),
    ];
  }
}
