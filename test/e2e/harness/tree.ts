import type { Locator, Page } from 'playwright-core';

import { clickInRow } from './clickInRow.ts';
import { patienceMs, soon, waitFor } from './waitFor.ts';

/** A row of a tree view, as a person reads it. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for the roots. */
  readonly level: number;
  /** Undefined where nothing can be expanded. */
  readonly expanded: boolean | undefined;
  /** The icon's codicon name, for example `vm-running`. */
  readonly icon: string | undefined;
  /** What a screen reader says. */
  readonly spoken: string;
}

interface RenderedRow extends TreeRow {
  readonly index: number;
  /** How many rows the tree has, in sight or not. */
  readonly total: number;
}

/** Labels from the root down to a row, for example `['gpu1', 'ws-idle']`. */
export type TreePath = readonly string[];

/** More than the editor waits between two times that it draws a tree. */
const restMs = 500;

/** A tree view of the side bar. Only rows in sight are in the page, so reading all of them may scroll. */
export class Tree {
  readonly #page: Page;
  readonly #tree: Locator;

  constructor(page: Page, viewName: string) {
    this.#page = page;
    this.#tree = page.getByRole('tree', { name: viewName, exact: true });
  }

  /** All rows, from the first to the last. */
  async rows(): Promise<TreeRow[]> {
    return this.#allRows();
  }

  /** How many rows there are, in sight or not: to know that without scrolling. */
  async count(): Promise<number> {
    return (await this.#rendered())[0]?.total ?? 0;
  }

  /** Labels of the rows right under `path` (the roots for an empty one). */
  async children(path: TreePath): Promise<string[]> {
    const rows = withPaths(await this.#allRows());
    return rows
      .filter((row) => row.path.length === path.length + 1 && startsWith(row.path, path))
      .map(({ row }) => row.label);
  }

  /** Waits until the row is there, and as it is wanted. */
  async row(
    path: TreePath,
    timeoutMs = patienceMs,
    accept: (row: TreeRow) => boolean = () => true,
  ): Promise<TreeRow> {
    let last: TreeRow | undefined;
    const what = (): string => `the row ${path.join(' › ')}`;
    try {
      return await waitFor(what(), timeoutMs, async () => {
        last = await this.#find(path);
        return last && accept(last) ? last : undefined;
      });
    } catch (error) {
      if (last === undefined) throw error;
      throw new Error(`${what()} stayed ${JSON.stringify(last)}`, { cause: error });
    }
  }

  /** Waits until the row is there and its description fits. */
  async says(path: TreePath, text: string | RegExp, timeoutMs = patienceMs): Promise<TreeRow> {
    return this.row(path, timeoutMs, ({ description }) =>
      typeof text === 'string' ? description.includes(text) : text.test(description),
    );
  }

  /** Waits until the row has the icon. */
  async shows(path: TreePath, icon: string, timeoutMs = patienceMs): Promise<TreeRow> {
    return this.row(path, timeoutMs, (row) => row.icon === icon);
  }

  /** Waits until the row is gone from those right under `path`. */
  async isGone(path: TreePath, label: string, timeoutMs = patienceMs): Promise<void> {
    await waitFor(`${[...path, label].join(' › ')} to be gone`, timeoutMs, async () =>
      (await this.children(path)).includes(label) ? undefined : true,
    );
  }

  /** Waits until some row satisfies `accept`, for example an error row whose words vary. */
  async someRow(
    what: string,
    accept: (row: TreeRow) => boolean,
    timeoutMs = patienceMs,
  ): Promise<TreeRow> {
    return waitFor(what, timeoutMs, async () => (await this.#allRows()).find(accept));
  }

  /** Expands the row and waits until its children have come. */
  async expand(path: TreePath, timeoutMs = patienceMs): Promise<void> {
    await this.row(path, timeoutMs);
    await waitFor(`${path.join(' › ')} to expand`, timeoutMs, async () => {
      const row = await this.#inSight(path);
      if (row.expanded === false) {
        await clickInRow(this.#locate(row).locator('.monaco-tl-twistie'), row);
      }
      if (row.expanded !== true) return undefined;
      const loading = this.#locate(row).locator('.codicon-tree-item-loading');
      return (await loading.count()) === 0 ? true : undefined;
    });
    await this.rests();
  }

  /**
   * Waits until nothing was drawn for a while. The editor draws first rows twice where they come one after the
   * other, and what is chosen for a row while that is drawn anew reaches its command without the row.
   */
  async rests(): Promise<void> {
    await this.#tree.evaluate(
      (element, restMs) =>
        new Promise<void>((resolve) => {
          const end = (): void => {
            observer.disconnect();
            resolve();
          };
          let clock = setTimeout(end, restMs);
          const observer = new MutationObserver(() => {
            clearTimeout(clock);
            clock = setTimeout(end, restMs);
          });
          observer.observe(element, { childList: true, characterData: true, subtree: true });
        }),
      restMs,
    );
  }

  /** Puts the mouse on the row, which then shows its icons. */
  async hover(path: TreePath): Promise<void> {
    await this.#on(path, (_, row) => row.hover(soon));
  }

  /** Points at the row until a tooltip with that text comes; returns all of it. */
  async tooltip(path: TreePath, text: string): Promise<string> {
    const tooltip = this.#page.locator('.monaco-hover').filter({ hasText: text }).first();
    return waitFor(`the tooltip of ${path.join(' › ')}`, patienceMs, async () => {
      // A row that is drawn anew takes its tooltip away, and has it again for a mouse that comes.
      await this.#page.mouse.move(0, 0);
      await this.hover(path);
      await tooltip.waitFor(soon);
      return tooltip.innerText(soon);
    });
  }

  /** Clicks one of the icons that the row shows under the mouse, by its tooltip. */
  async clickAction(path: TreePath, action: string): Promise<void> {
    await this.#on(path, async (mark, row) => {
      await row.hover(soon);
      await clickInRow(row.getByRole('button', { name: action }), mark);
    });
  }

  /** Clicks the row, beside those that are selected already if `also`; the tree has the focus then. */
  async select(path: TreePath, { also = false } = {}): Promise<void> {
    const modifiers = also ? (['ControlOrMeta'] as const) : [];
    await this.#on(path, (mark, row) => clickInRow(row, mark, { modifiers }));
  }

  /** Chooses from the row's context menu. */
  async chooseFromMenu(path: TreePath, item: string): Promise<void> {
    const menuItem = this.#page.getByRole('menuitem', { name: item, exact: true });
    await this.#on(path, async (mark, row) => {
      await clickInRow(row, mark, { button: 'right' });
      try {
        await menuItem.waitFor(soon);
      } catch (error) {
        const items = await this.#page.getByRole('menuitem').allInnerTexts();
        await this.#page.keyboard.press('Escape');
        throw new Error(`the menu had: ${items.join(', ')}`, { cause: error });
      }
      await this.#take(menuItem);
    });
  }

  /** A menu is deaf in its first moments, so that the click that opened it chooses nothing. */
  async #take(menuItem: Locator): Promise<void> {
    for (let clicks = 0; await menuItem.isVisible(); clicks += 1) {
      if (clicks > 100) throw new Error('the menu does not listen');
      // It may have been taken, and be gone, before the driver knows.
      await menuItem.click({ timeout: 1_000 }).catch(() => undefined);
    }
  }

  /** Does something with the row, again where it moved meanwhile because others came or went. */
  async #on(
    path: TreePath,
    act: (mark: RenderedRow, row: Locator) => Promise<void>,
  ): Promise<void> {
    await waitFor(`to reach the row ${path.join(' › ')}`, patienceMs, async () => {
      const mark = await this.#inSight(path);
      await act(mark, this.#locate(mark));
      return true;
    });
  }

  /** Scrolls no farther than it must: most rows that are looked for are in sight. */
  async #find(path: TreePath): Promise<RenderedRow | undefined> {
    const seen = new Map<number, RenderedRow>();
    let found: RenderedRow | undefined;
    await this.#scrollUntil((rendered) => {
      for (const row of rendered) seen.set(row.index, row);
      found = withPaths(fromTheFirst(seen)).find((row) => isSame(row.path, path))?.row;
      return found !== undefined || hasAll(seen, rendered);
    });
    return found;
  }

  async #inSight(path: TreePath): Promise<RenderedRow> {
    const row = await this.#find(path);
    if (row === undefined) throw new Error(`there is no row ${path.join(' › ')}`);
    await this.#scrollUntil((rendered) => rendered.some(({ index }) => index === row.index));
    return row;
  }

  // By index and label: a row that moved meanwhile is waited for, not mistaken for another.
  #locate(row: RenderedRow): Locator {
    const label = this.#page.locator('.label-name').getByText(row.label, { exact: true });
    return this.#tree.locator(`.monaco-list-row[data-index="${row.index}"]`, { has: label });
  }

  async #allRows(): Promise<RenderedRow[]> {
    const seen = new Map<number, RenderedRow>();
    await this.#scrollUntil((rendered) => {
      for (const row of rendered) seen.set(row.index, row);
      return hasAll(seen, rendered);
    });
    return [...seen.values()].sort((a, b) => a.index - b.index);
  }

  /** Reads what is in sight; when `enough` says no, goes to the top and reads on, screen by screen, to the end. */
  async #scrollUntil(enough: (rendered: RenderedRow[]) => boolean): Promise<void> {
    const first = await this.#rendered();
    if (first.length === 0 || enough(first)) return;
    const box = await this.#tree.boundingBox();
    if (box === null) return;
    await this.#page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    let rendered = await this.#wheel(-1_000_000, (rows) => rows[0]?.index === 0);
    for (;;) {
      if (enough(rendered)) return;
      const last = rendered.at(-1);
      if (last === undefined || isLast(last)) return;
      rendered = await this.#wheel(
        // Less than half, so that a turn that counts twice skips nothing.
        box.height * 0.4,
        (rows) => rows.some((row) => isLast(row) || row.index > last.index),
      );
    }
  }

  /** Turns the wheel until the tree has `arrived`: a turn may move it by less than asked for, or late. */
  async #wheel(
    pixels: number,
    arrived: (rendered: RenderedRow[]) => boolean,
  ): Promise<RenderedRow[]> {
    return waitFor('the tree to scroll', patienceMs, async () => {
      const rendered = await this.#rendered();
      if (rendered.length === 0 || arrived(rendered)) return rendered;
      await this.#page.mouse.wheel(0, pixels);
      return undefined;
    });
  }

  async #rendered(): Promise<RenderedRow[]> {
    const rendered = await this.#tree.locator('.monaco-list-row').evaluateAll((elements) =>
      elements.map((element) => {
        const height = (sized: Element | null) =>
          sized instanceof HTMLElement ? Number.parseFloat(sized.style.height) : 0;
        const text = (selector: string) => element.querySelector(selector)?.textContent ?? '';
        const expanded = element.getAttribute('aria-expanded');
        const icon = element.querySelector('.custom-view-tree-node-item-icon');
        return {
          index: Number(element.getAttribute('data-index')),
          // All rows have one height, and their parent has the height of all of them together.
          total: Math.round(height(element.parentElement) / height(element)),
          label: text('.label-name'),
          description: text('.label-description'),
          level: Number(element.getAttribute('aria-level')),
          expanded: expanded === null ? undefined : expanded === 'true',
          icon: /codicon-(?!colored)(\S+)/.exec(icon?.className ?? '')?.[1],
          spoken: element.getAttribute('aria-label') ?? '',
        };
      }),
    );
    // In the page they stand in the order in which they came into sight.
    return rendered.sort((a, b) => a.index - b.index);
  }
}

/** The rows without a gap from the first on: only of these all ancestors are known. */
function fromTheFirst(seen: ReadonlyMap<number, RenderedRow>): RenderedRow[] {
  const rows: RenderedRow[] = [];
  for (let row = seen.get(0); row !== undefined; row = seen.get(rows.length)) rows.push(row);
  return rows;
}

const hasAll = (
  seen: ReadonlyMap<number, RenderedRow>,
  rendered: readonly RenderedRow[],
): boolean => rendered.every(({ total }) => seen.size >= total);

const isLast = (row: RenderedRow): boolean => row.index >= row.total - 1;

function withPaths(rows: readonly RenderedRow[]): { row: RenderedRow; path: string[] }[] {
  let path: string[] = [];
  return rows.map((row) => {
    path = [...path.slice(0, row.level - 1), row.label];
    return { row, path };
  });
}

const startsWith = (path: TreePath, start: TreePath): boolean =>
  start.every((label, index) => path[index] === label);

const isSame = (path: TreePath, other: TreePath): boolean =>
  path.length === other.length && startsWith(path, other);
