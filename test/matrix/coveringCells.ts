import { isAtWork, type Cell } from './cells.ts';

/**
 * A few cells in which every kind of container and every route of every engine occurs: the next is
 * always the one that adds most, of those the cheapest, of those the first. What never works counts
 * where it is refused.
 */
export function coveringCells(all: readonly Cell[]): readonly Cell[] {
  const values = new Map(all.map((cell) => [cell, valuesOf(cell, all)]));
  const missing = new Set([...values.values()].flat());
  const chosen = new Set<Cell>();
  const gain = (cell: Cell) => values.get(cell)?.filter((value) => missing.has(value)).length ?? 0;
  while (missing.size > 0) {
    const ranked = all.map((cell) => ({ cell, gain: gain(cell), cost: costOf(cell) }));
    const [best] = ranked.sort((one, other) => other.gain - one.gain || one.cost - other.cost);
    if (!best || best.gain === 0) throw new Error(`nothing covers ${[...missing].join(', ')}`);
    chosen.add(best.cell);
    for (const value of values.get(best.cell) ?? []) missing.delete(value);
  }
  return all.filter((cell) => chosen.has(cell));
}

/** The kind, and the pair of engine and route, as far as this cell shows them at work. */
function valuesOf(cell: Cell, all: readonly Cell[]): readonly string[] {
  const { engine, kind, route } = cell;
  const sameKind = all.filter((other) => other.kind === kind);
  const samePair = all.filter((other) => other.engine === engine && other.route === route);
  return [
    ...(shows(cell, sameKind) ? [`kind ${kind.id}`] : []),
    ...(shows(cell, samePair) ? [`route ${route} of ${engine.host}`] : []),
  ];
}

function shows(cell: Cell, group: readonly Cell[]): boolean {
  return isAtWork(cell) || (cell.unmade === undefined && !group.some(isAtWork));
}

/** Without packages to install it takes a third of the time. */
function costOf({ kind }: Cell): number {
  return kind.installs ? 1 : 0;
}
