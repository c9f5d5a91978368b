import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { nameOf } from './cells.ts';
import type { Outcome } from './runCells.ts';

const file = path.join(import.meta.dirname, '../../.cache/matrix.json');
const schema = v.record(v.string(), v.string());

/** What was found of each cell when it was looked at last, by its name: the fault, or an empty text. */
export type MatrixRecord = Readonly<Record<string, string>>;

/** Adds to what earlier runs found, so that a part can be looked at again. */
export async function recordOutcomes(outcomes: readonly Outcome[]): Promise<MatrixRecord> {
  const earlier = v.parse(schema, JSON.parse(await readFile(file, 'utf8').catch(() => '{}')));
  const now = Object.fromEntries(outcomes.map(({ cell, fault }) => [nameOf(cell), fault ?? '']));
  const record = { ...earlier, ...now };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(record, undefined, 2));
  return record;
}
