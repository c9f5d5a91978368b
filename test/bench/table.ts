import type { Row } from './row.ts';

const heads = ['', 'what', 'against', 'wanted', 'Dockhop', 'the other', 'ratio', 'rounds'];

/** In Markdown, as Prettier would have it: in columns. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) =>
    Math.max(3, ...lines.map((cells) => (cells[column] ?? '').length)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = lines;
  return [head, rule, ...body].map((cells) => lineOf(cells, widths)).join('\n');
}

function cellsOf({ met, what, against, wanted, ours, theirs, ratio, rounds }: Row): string[] {
  const mark = met === undefined ? '' : met ? '✓' : '✗';
  return [mark, what, against, wanted, ours, theirs, ratio, String(rounds)].map(inCell);
}

/** A bar would end the cell. */
function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return `| ${padded.join(' | ')} |`;
}
