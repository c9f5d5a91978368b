import { expect, it } from 'vitest';
import { allCells, isAtWork, nameOf, type Cell } from '../../matrix/cells.ts';
import type { Finding } from '../../matrix/runCells.ts';
import { matrixPage } from '../../matrix/matrixTable.ts';

const run = { date: '2026-11-22', versions: new Map([['gpu1', 'Docker 20']]), client: 'OpenSSH_9' };
const pageOf = (findingOf: (cell: Cell) => Finding | undefined) =>
  matrixPage(allCells, { ...run, record: { findingOf } });
/** As it should be. */
const good = ({ unmade }: Cell): Finding => (unmade ? { unmade: 'may not `mount`' } : {});
const rows = (page: string) => page.split('\n').filter((line) => /✓|✗|–|no \d|\?/.test(line));

it('is the same page for the same findings, and counts what it shows', async () => {
  const page = await pageOf(good);
  expect(await pageOf(good)).toBe(page);
  const refused = allCells.filter(({ refusal }) => refusal).length;
  const unmade = allCells.filter((cell) => cell.unmade).length;
  expect(page).toContain(`${allCells.filter(isAtWork).length} work, ${refused} cannot and say so`);
  expect(page).toContain(`${unmade} cannot be made by their engine, 0 fail, 0 were not looked at`);
  expect(page).not.toContain('What fails');
});

it('shows what fails in words that Markdown does not read, and what nobody looked at', async () => {
  const [first] = allCells;
  const page = await pageOf((cell) => (cell === first ? { fault: 'a `link`\n[x](y)' } : undefined));
  expect(page).toContain('`a link [x](y)`');
  expect(page).toContain(`1 fail, ${allCells.length - 1} were not looked at`);
  expect(rows(page).some((row) => row.includes('✗'))).toBe(true);
});

it('shows what an engine cannot make, in its own words', async () => {
  const page = await pageOf(good);
  const wanted = allCells.filter((cell) => cell.unmade).map((cell) => `- ${nameOf(cell)}: `);
  expect(wanted.length).toBeGreaterThan(0);
  for (const line of wanted) expect(page).toContain(line);
  expect(page).toContain('It says: `may not mount`');
  expect(rows(page).some((row) => row.includes(' – '))).toBe(true);
});
