import type { Cell } from './cells.ts';

/**
 * A few cells in which every kind of container and every route of every engine occurs: the next is
 * always the one that adds most, of those the cheapest, of those the first. What never works counts
 * where it is refused.
 */
export function coveringCells(all: readonly Cell[]): readonly Cell[] {
  const chosen: Cell[] = [];
  const missing = new Set(all.flatMap((cell) => valuesOf(cell, all)));
  const gain = (cell: Cell) => valuesOf(cell, all).filter((value) => missing.has(value)).length;
  while (missing.size > 0) {
    const best = all.toSorted(
      (one, other) => gain(other) - gain(one) || cost(one) - cost(other),
    )[0];
    if (best === undefined || gain(best) === 0) throw new Error('nothing covers what is missing');
    chosen.push(best);
    for (const value of valuesOf(best, all)) missing.delete(value);
  }
  return all.filter((cell) => chosen.includes(cell));
}

/** Of the kind, and of the pair of engine and route, as far as this cell shows them at work. */
function valuesOf(cell: Cell, all: readonly Cell[]): readonly string[] {
  const { engine, kind, route } = cell;
  const sameKind = all.filter((other) => other.kind === kind);
  const samePair = all.filter((other) => other.engine === engine && other.route === route);
  return [
    ...(shows(cell, sameKind) ? [`kind ${kind.id}`] : []),
    ...(shows(cell, samePair) ? [`route ${engine.host} ${route}`] : []),
  ];
}

function shows(cell: Cell, group: readonly Cell[]): boolean {
  return cell.refusal === undefined || group.every((other) => other.refusal !== undefined);
}

/** Without packages to install it takes a third of the time. */
function cost({ kind }: Cell): number {
  return kind.installs ? 1 : 0;
}
