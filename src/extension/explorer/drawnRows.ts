import { hostOfRow, rowId, type ContainerRow, type TreeRow } from './treeRows.ts';

/** A row, and all that is seen of it. */
export interface SeenRow {
  readonly row: TreeRow;
  readonly look: string;
}

interface HostLook {
  /** Which rows there are, where, and how those look that have others below. */
  readonly shape: string;
  /** Of its containers, by row id. */
  readonly containers: ReadonlyMap<string, string>;
}

/**
 * The rows that the editor has, and which of them have to be drawn anew. Those below a row that is drawn
 * anew are gone for a moment: a menu that is open on one of them leads nowhere then. So it is done
 * to no more rows than it must.
 */
export class DrawnRows {
  /** By id. The editor knows rows by identity. */
  readonly #drawn = new Map<string, TreeRow>();
  /** What rows of the editor have become. */
  readonly #now = new WeakMap<TreeRow, TreeRow>();
  readonly #looks = new Map<string, HostLook>();

  /** The editor was given these. */
  note(rows: readonly TreeRow[]): void {
    for (const row of rows) this.#drawn.set(rowId(row), row);
  }

  /** Those of these ids that the editor has. */
  of(ids: readonly string[]): TreeRow[] {
    return ids.map((id) => this.#drawn.get(id)).filter((row) => row !== undefined);
  }

  /** One of the editor's rows as it is now. */
  now(row: TreeRow): TreeRow {
    return this.#now.get(row) ?? row;
  }

  /**
   * @param seen all rows of a host, from itself down.
   * @returns those to be drawn anew: the host with all below it, some of its containers, or none.
   */
  update(host: TreeRow, seen: readonly SeenRow[]): readonly TreeRow[] {
    const name = hostOfRow(host);
    const before = this.#looks.get(name);
    const look = lookOf(seen);
    this.#looks.set(name, look);
    const ids = new Set(seen.map(({ row }) => rowId(row)));
    for (const [id, drawn] of this.#drawn) {
      if (hostOfRow(drawn) === name && !ids.has(id)) this.#drawn.delete(id);
    }
    if (before?.shape !== look.shape) return [host];
    for (const { row } of seen.filter(isOfContainer)) {
      const drawn = this.#drawn.get(rowId(row));
      if (drawn) this.#now.set(drawn, row);
    }
    const changed = [...look.containers].filter(([id, text]) => before.containers.get(id) !== text);
    return this.of(changed.map(([id]) => id));
  }
}

function lookOf(seen: readonly SeenRow[]): HostLook {
  const shape = seen.map(({ row, look }) => [
    rowId(row),
    row.kind === 'container' ? row.target : look,
  ]);
  const containers = seen.filter(isOfContainer).map(({ row, look }) => [rowId(row), look] as const);
  return { shape: JSON.stringify(shape), containers: new Map(containers) };
}

function isOfContainer(seen: SeenRow): seen is SeenRow & { readonly row: ContainerRow } {
  return seen.row.kind === 'container';
}
