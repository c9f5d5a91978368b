import type { Row } from './row.ts';
import { table } from './table.ts';

interface Run {
  /** As in `2026-11-22`. */
  readonly date: string;
  readonly machine: readonly string[];
  readonly rows: readonly Row[];
}

/** docs/performance.md: what a run printed, and what every reader of it has to know. */
export function page({ date, machine, rows }: Run, about: string): string {
  const measured = [`Measured on ${date}:`, '', ...machine.map((line) => `- ${line}`)].join('\n');
  return `${['# Performance', written, measured, table(rows), missed(rows), about.trim()].filter((text) => text !== '').join('\n\n')}\n`;
}

const written = `Written by \`npm run bench\`, which brings up the lab and does all the set-up it needs: run it to
repeat this table on your machine. Change nothing here by hand.`;

/** One that is missed is never passed over in silence, not even where nobody has said why. */
function missed(rows: readonly Row[]): string {
  const lines = rows
    .filter(({ met, why }) => met === false || (met === undefined && why !== undefined))
    .map(
      ({ what, against, why = 'Not explained yet.' }) => `- **${titleOf(what, against)}.** ${why}`,
    );
  return lines.length === 0 ? '' : ['## What has to be said about a figure', ...lines].join('\n\n');
}

function titleOf(what: string, against: string): string {
  return against === '' ? what : `${what}, against ${against}`;
}
