import { beforeAll, expect, it } from 'vitest';
import { up } from '../lab/lab.ts';
import { nameOf, type Cell } from './cells.ts';
import { lineOf, runCells, type Outcome } from './runCells.ts';

/**
 * One test a cell. All are looked at before the first, side by side, and told in the log as they are known.
 * @param after is called with each outcome, and once all are known.
 */
export function describeCells(
  cells: readonly Cell[],
  after: { each?: (outcome: Outcome) => void; all?: () => Promise<void> } = {},
): void {
  let outcomes: readonly Outcome[] = [];
  beforeAll(async () => {
    await up();
    outcomes = await runCells(cells, (outcome) => {
      process.stdout.write(lineOf(outcome));
      after.each?.(outcome);
    });
    await after.all?.();
  }, 10_800_000);

  it.each(cells.map((cell) => ({ name: nameOf(cell), cell })))('$name', ({ cell }) => {
    const outcome = outcomes.find((one) => one.cell === cell);
    expect(outcome).toBeDefined();
    expect(outcome?.fault).toBeUndefined();
  });
}
