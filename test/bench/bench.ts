/**
 * Measures Dockhop beside what people use today, in the lab, and prints one table:
 *   npm run bench [-- --only refresh,attach] [--rounds N] [--quick]
 * A run of all parts writes docs/performance.md. Ends with 1 where a part could not be measured;
 * what was measured is printed all the same.
 */
import './asShipped.ts';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { labSshConfig } from '../lab/lab.ts';
import { machine } from './machine.ts';
import { page } from './page.ts';
import { parts } from './parts.ts';
import type { Bench, Row } from './row.ts';
import { table } from './table.ts';

/** Of the checkout, where scripts/bench runs it. */
const root = process.cwd();
/** Of one part. All of them together have to come back while somebody waits. */
const deadlineMs = 8 * 60_000;

const { values: wishes } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function chosenParts(): string[] {
  const names = wishes.only?.split(',') ?? [...parts.keys()];
  const stranger = names.find((name) => !parts.has(name));
  if (stranger === undefined) return names;
  throw new Error(`no such part: ${stranger} (there are: ${[...parts.keys()].join(', ')})`);
}

function roundsOf(usual: number): number {
  const told = Number(wishes.rounds ?? usual);
  if (!Number.isInteger(told) || told < 1) throw new Error('--rounds takes a whole number');
  return wishes.rounds === undefined && wishes.quick ? Math.min(usual, 2) : told;
}

/** The rows of one part, or why there are none. */
async function measure(name: string, scratch: string, cancel: AbortSignal): Promise<Row[] | Error> {
  const begin = performance.now();
  const seconds = (): string => ((performance.now() - begin) / 1000).toFixed(1);
  const say = (line: string): void => {
    process.stderr.write(`${name}, ${seconds()} s: ${line}\n`);
  };
  const late = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([cancel, late]);
  const bench: Bench = {
    sshConfig: labSshConfig,
    scratch,
    rounds: roundsOf,
    quick: wishes.quick,
    say,
    signal,
  };
  try {
    say('begins');
    const rows = (await parts.get(name)?.(bench)) ?? [];
    say('done');
    return [...rows];
  } catch (error) {
    const cause = late.aborted
      ? new Error(`took longer than ${deadlineMs / 60_000} minutes`)
      : error;
    process.stderr.write(
      `${name} FAILED: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
    );
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

async function bench(cancel: AbortSignal): Promise<void> {
  const names = chosenParts();
  roundsOf(1);
  const cache = path.join(root, '.cache');
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(path.join(cache, 'bench-'));
  const rows: Row[] = [];
  const failed: string[] = [];
  try {
    for (const name of names) {
      if (cancel.aborted) break;
      const outcome = await measure(name, scratch, cancel);
      if (outcome instanceof Error) failed.push(`${name}: ${outcome.message}`);
      else rows.push(...outcome);
    }
    print(table(rows));
    for (const line of failed) print(`could not be measured: ${line}`);
    if (failed.length > 0 || cancel.aborted) process.exitCode = 1;
    else if (wishes.only === undefined && !wishes.quick) await publish(rows, cancel);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function publish(rows: readonly Row[], signal: AbortSignal): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const about = await readFile(path.join(root, 'test/bench/about.md'), 'utf8');
  const text = page({ date, machine: await machine(signal), rows }, about);
  await writeFile(path.join(root, 'docs/performance.md'), text);
  print('written to docs/performance.md');
}

const cancel = new AbortController();
const onCancel = (): void => {
  cancel.abort();
};
// Each time: npm hands on what the terminal has sent already, and the second must not end it in the middle of tidying up.
process.on('SIGINT', onCancel).on('SIGTERM', onCancel);
void bench(cancel.signal);
