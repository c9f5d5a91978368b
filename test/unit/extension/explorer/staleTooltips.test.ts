import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StaleTooltips } from '../../../../src/extension/explorer/staleTooltips.ts';
import { rowId, type TreeRow } from '../../../../src/extension/explorer/treeRows.ts';

const row: TreeRow = { kind: 'host', host: 'gpu1' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('figures in a tooltip are asked for anew after a while, and only while somebody looks', () => {
  const redrawn: string[] = [];
  const stale = new StaleTooltips((rows) => redrawn.push(...rows.map(rowId)));
  stale.setVisible(true);
  stale.add(row);
  stale.add({ ...row });
  vi.advanceTimersByTime(15_000);
  expect(redrawn).toEqual(['host:gpu1']);
  expect(vi.getTimerCount()).toBe(0);

  stale.add(row);
  stale.setVisible(false);
  expect(vi.getTimerCount()).toBe(0);
  stale.setVisible(true);
  vi.advanceTimersByTime(15_000);
  expect(redrawn).toHaveLength(2);
});
