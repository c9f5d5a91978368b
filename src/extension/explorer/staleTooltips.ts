import { rowId, type TreeRow } from './treeRows.ts';

/** How long figures in a tooltip may stand. */
const freshMs = 15_000;

/**
 * The editor asks for a row's tooltip once, until the row is drawn anew. So rows whose tooltips have
 * figures are drawn anew after a while, as long as somebody looks.
 */
export class StaleTooltips {
  readonly #redraw: (rows: readonly TreeRow[]) => void;
  readonly #rows = new Map<string, TreeRow>();
  #timer: NodeJS.Timeout | undefined;
  #isVisible = false;

  constructor(redraw: (rows: readonly TreeRow[]) => void) {
    this.#redraw = redraw;
  }

  /** This row's tooltip has figures of now. */
  add(row: TreeRow): void {
    this.#rows.set(rowId(row), row);
    this.#follow();
  }

  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#follow();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#rows.clear();
  }

  #follow(): void {
    if (!this.#isVisible || this.#rows.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const rows = [...this.#rows.values()];
      this.#rows.clear();
      this.#redraw(rows);
    }, freshMs);
  }
}
