import { describe, expect, it } from 'vitest';
import { page } from '../../bench/page.ts';
import { atLeast, atMost, comparison, nothing, underLimit, type Row } from '../../bench/row.ts';
import { table } from '../../bench/table.ts';
import { milliseconds, throughput } from '../../bench/units.ts';

const sample = (median: number) => ({ median, least: median / 2, most: median * 2, rounds: 7 });
const compared = { ours: sample(2), theirs: sample(400) };

describe('a row', () => {
  it.each([
    [atMost(0.005), 'as long at most', '0.01 ×', true],
    [atMost(0.004), 'longer than wanted', '0.01 ×', false],
    [atLeast(200), 'as fast at least', '200 ×', true],
    [atLeast(201), 'slower than wanted', '200 ×', false],
    [nothing, 'not promised', '0.01 ×', undefined],
  ])('says whether it is as wanted: %#', (wish, what, ratio, met) => {
    expect(comparison({ what, against: 'ssh', wish, compared })).toMatchObject({
      ratio,
      met,
      wanted: wish.words,
      ours: '2.00 ms (1.00 ms – 4.00 ms)',
      theirs: '400 ms (200 ms – 800 ms)',
      rounds: 7,
    });
  });

  it('has a limit where there is nothing to compare with', () => {
    const row = underLimit({ what: 'event', limit: 100, taken: sample(50) });
    expect(row).toMatchObject({ wanted: '≤ 100 ms', ratio: '0.50 ×', met: true });
    expect(underLimit({ what: 'event', limit: 49, taken: sample(50) }).met).toBe(false);
  });
});

describe('units', () => {
  it('have as many digits as a measurement is worth', () => {
    expect([0.1234, 12.34, 123.4, 1234, 12_340].map(milliseconds)).toEqual([
      '0.12 ms',
      '12.3 ms',
      '123 ms',
      '1.23 s',
      '12.3 s',
    ]);
    expect(throughput(1024 ** 3, 2000)).toBe('512 MiB/s');
  });
});

const row: Row = {
  what: 'refresh',
  against: 'a | b',
  wanted: '≤ 1 ×',
  ours: '1 ms',
  theirs: '2 ms',
  ratio: '0.5 ×',
  met: true,
  rounds: 3,
};

describe('the table', () => {
  it('is Markdown in columns', () => {
    expect(table([row, { ...row, what: 'x', met: false }])).toBe(
      [
        '|     | what    | against | wanted | Dockhop | the other | ratio | rounds |',
        '| --- | ------- | ------- | ------ | ------- | --------- | ----- | ------ |',
        '| ✓   | refresh | a \\| b  | ≤ 1 ×  | 1 ms    | 2 ms      | 0.5 × | 3      |',
        '| ✗   | x       | a \\| b  | ≤ 1 ×  | 1 ms    | 2 ms      | 0.5 × | 3      |',
      ].join('\n'),
    );
  });
});

describe('the page', () => {
  const machine = ['Node 24', 'two cores'];
  const written = (rows: readonly Row[]) => page({ date: '2026-11-22', machine, rows }, 'About.');

  it('says with what it was measured, and how to repeat it', () => {
    const text = written([row]);
    for (const part of ['2026-11-22', 'Node 24', 'two cores', 'npm run bench', 'About.', '✓']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('has to be said');
  });

  it('explains what is missed, and admits what nobody has explained', () => {
    const text = written([
      { ...row, what: 'slow', met: false, why: 'A disk.' },
      { ...row, what: 'odd', met: false },
      { ...row, what: 'counted', met: undefined, against: '', why: 'Ten.' },
      { ...row, what: 'fine', why: 'A reason that is not needed.' },
    ]);
    expect(text).toContain('- **slow, against a | b.** A disk.');
    expect(text).toContain('- **odd, against a | b.** Not explained yet.');
    expect(text).toContain('- **counted.** Ten.');
    expect(text).not.toContain('not needed');
  });
});
