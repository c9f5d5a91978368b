import { expect, it } from 'vitest';
import { allCells, isAtWork, type Cell } from '../../matrix/cells.ts';
import { coveringCells } from '../../matrix/coveringCells.ts';

const covering = coveringCells(allCells);
const set = (cells: readonly Cell[], what: (cell: Cell) => string) => new Set(cells.map(what));

it('has every kind of container, at work where it can be', () => {
  const kind = (cell: Cell) => cell.kind.id;
  expect(set(covering, kind)).toEqual(set(allCells, kind));
  expect(set(covering.filter(isAtWork), kind)).toEqual(set(allCells.filter(isAtWork), kind));
});

it('has every route of every engine, at work where it can be', () => {
  const pair = ({ engine, route }: Cell) => `${engine.host} ${route}`;
  expect(set(covering, pair)).toEqual(set(allCells, pair));
  expect(set(covering.filter(isAtWork), pair)).toEqual(set(allCells.filter(isAtWork), pair));
});

it('is the same each time, and small', () => {
  expect(coveringCells(allCells)).toEqual(covering);
  expect(covering.length).toBeLessThan(35);
});
