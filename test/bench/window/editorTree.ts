import type * as vscode from 'vscode';
import type { FakeView } from './fakeVscode.ts';

/** As the editor's ExtHostTreeView gathers changes: the first at once, the others together. */
const gatherMs = 200;
const collapsed = 1;
const expandable = [collapsed, 2];

interface Drawn {
  readonly element: unknown;
  readonly item: vscode.TreeItem;
  readonly children: readonly Drawn[];
}

/**
 * The editor's side of a tree, with every row expanded: asks for children, then for the item of each,
 * and again for what is said to have changed.
 */
export class EditorTree {
  readonly #view: FakeView;
  readonly #onDrawn: () => void;
  readonly #changed = new Set<unknown>();
  #roots: readonly Drawn[] = [];
  /** It draws, or has just drawn. */
  #isBusy = false;

  constructor(view: FakeView, onDrawn: () => void) {
    this.#view = view;
    this.#onDrawn = onDrawn;
    view.provider.onDidChangeTreeData?.((changed) => {
      for (const one of Array.isArray(changed) ? changed : [changed]) this.#changed.add(one);
      if (!this.#isBusy) void this.#draw();
    });
  }

  async show(): Promise<void> {
    this.#setVisible(true);
    this.#changed.add(undefined);
    await this.#draw();
  }

  hide(): void {
    this.#setVisible(false);
  }

  /** All rows that are drawn, in their order. */
  get rows(): readonly unknown[] {
    const all = (drawn: readonly Drawn[]): unknown[] =>
      drawn.flatMap(({ element, children }) => [element, ...all(children)]);
    return all(this.#roots);
  }

  #setVisible(visible: boolean): void {
    this.#view.visible = visible;
    this.#view.visibility.fire({ visible });
  }

  async #draw(): Promise<void> {
    this.#isBusy = true;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    if (changed.has(undefined)) this.#roots = await this.#childrenOf(undefined);
    else this.#roots = await this.#redrawn(this.#roots, changed);
    this.#onDrawn();
    setTimeout(() => {
      this.#isBusy = false;
      if (this.#changed.size > 0) void this.#draw();
    }, gatherMs);
  }

  async #redrawn(drawn: readonly Drawn[], changed: ReadonlySet<unknown>): Promise<Drawn[]> {
    const redrawn = drawn.map(async (one) =>
      changed.has(one.element)
        ? await this.#drawnOf(one.element)
        : { ...one, children: await this.#redrawn(one.children, changed) },
    );
    return await Promise.all(redrawn);
  }

  async #childrenOf(parent: unknown): Promise<Drawn[]> {
    const children = (await this.#view.provider.getChildren(parent)) ?? [];
    return await Promise.all(children.map((child) => this.#drawnOf(child)));
  }

  async #drawnOf(element: unknown): Promise<Drawn> {
    const item = await this.#view.provider.getTreeItem(element);
    const { collapsibleState = 0 } = item;
    const children = expandable.includes(collapsibleState) ? await this.#childrenOf(element) : [];
    return { element, item, children };
  }
}
