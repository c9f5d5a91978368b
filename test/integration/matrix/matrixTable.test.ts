import { expect, it } from 'vitest';
import { allCells, type Cell } from '../../matrix/cells.ts';
import { matrixPage } from '../../matrix/matrixTable.ts';

const run = { date: '2026-11-22', versions: new Map([['gpu1', 'Docker 20']]), client: 'OpenSSH_9' };
const pageOf = (faultOf: (cell: Cell) => string | undefined) =>
  matrixPage(allCells, { ...run, record: { faultOf } });
const rows = (page: string) => page.split('\n').filter((line) => /✓|✗|no \d|\?/.test(line));

it('is the same page for the same findings, and counts what it shows', async () => {
  const page = await pageOf(() => '');
  expect(await pageOf(() => '')).toBe(page);
  const refused = allCells.filter(({ refusal }) => refusal).length;
  expect(page).toContain(`${allCells.length - refused} work`);
  expect(page).toContain(`${refused} cannot and say so, 0 fail, 0 were not looked at`);
  expect(page).not.toContain('What fails');
});

it('shows what fails in words that Markdown does not read, and what nobody looked at', async () => {
  const [first] = allCells;
  const page = await pageOf((cell) => (cell === first ? 'a `link`\n[x](y)' : undefined));
  expect(page).toContain('`a link [x](y)`');
  expect(page).toContain(`1 fail, ${allCells.length - 1} were not looked at`);
  expect(rows(page).some((row) => row.includes('✗'))).toBe(true);
});
