import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { run } from '../integration/laptop.ts';
import { up } from '../lab/lab.ts';
import { allCells, nameOf } from './cells.ts';
import { coveringCells } from './coveringCells.ts';
import { EngineCommand } from './engineCommand.ts';
import { matrixEngines } from './matrixEngines.ts';
import { recordOutcomes, type MatrixRecord } from './matrixRecord.ts';
import { matrixPage } from './matrixTable.ts';
import { lineOf, runCells, type Outcome } from './runCells.ts';

/** All cells, and the page of them; without it a few that cover every value. */
const isWhole = process.env['DOCKHOP_MATRIX'] === 'whole';
/** A regular expression of names: these are looked at (again), of all that there are. */
const only = process.env['DOCKHOP_MATRIX_ONLY'];

const page = path.join(import.meta.dirname, '../../docs/matrix.md');
const chosen = isWhole ? allCells : coveringCells(allCells);
const cells =
  only === undefined ? chosen : allCells.filter((cell) => new RegExp(only).test(nameOf(cell)));

let outcomes: readonly Outcome[] = [];
beforeAll(async () => {
  await up();
  outcomes = await runCells(cells, (outcome) => process.stdout.write(lineOf(outcome)));
  if (isWhole) await writePage(await recordOutcomes(outcomes));
}, 7_200_000);

async function writePage(record: MatrixRecord): Promise<void> {
  const versions = await Promise.all(
    matrixEngines.map(async (engine) => {
      const isDocker = engine.name === 'docker' || engine.name === 'bob';
      const field = isDocker ? '{{.Server.Version}}' : '{{.Client.Version}}';
      const version = await new EngineCommand(engine).run('version', '--format', field);
      return [engine.host, `${isDocker ? 'Docker' : 'podman'} ${version}`] as const;
    }),
  );
  const { stderr } = await run('ssh', ['-V']);
  const [client = ''] = stderr.split(',');
  const date = new Date().toISOString().slice(0, 10);
  const text = await matrixPage(allCells, { record, date, versions: new Map(versions), client });
  await writeFile(page, text);
}

it.each(cells.map((cell) => ({ name: nameOf(cell), cell })))('$name', ({ cell }) => {
  const outcome = outcomes.find((one) => one.cell === cell);
  expect(outcome).toBeDefined();
  expect(outcome?.fault).toBeUndefined();
});
