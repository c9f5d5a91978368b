import { beforeAll, expect, it } from 'vitest';
import { up } from '../lab/lab.ts';
import { allCells, nameOf } from './cells.ts';
import { coveringCells } from './coveringCells.ts';
import { lineOf, runCells, type Outcome } from './runCells.ts';

const only = process.env['DOCKHOP_MATRIX_ONLY'];
const isWhole = process.env['DOCKHOP_MATRIX'] === 'whole';
const chosen = isWhole ? allCells : coveringCells(allCells);
const cells =
  only === undefined ? chosen : allCells.filter((cell) => new RegExp(only).test(nameOf(cell)));

let outcomes: readonly Outcome[] = [];
beforeAll(async () => {
  await up();
  outcomes = await runCells(cells, (outcome) => process.stdout.write(lineOf(outcome)));
}, 7_200_000);

it.each(cells.map((cell) => ({ name: nameOf(cell), cell })))('$name', ({ cell }) => {
  const outcome = outcomes.find((one) => one.cell === cell);
  expect(outcome).toBeDefined();
  expect(outcome?.fault).toBeUndefined();
});
