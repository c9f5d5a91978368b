import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../integration/laptop.ts';
import { allCells, nameOf } from './cells.ts';
import { coveringCells } from './coveringCells.ts';
import { describeCells } from './describeCells.ts';
import { EngineCommand } from './engineCommand.ts';
import { matrixEngines } from './matrixEngines.ts';
import { MatrixRecord } from './matrixRecord.ts';
import { matrixPage } from './matrixTable.ts';

/** A regular expression of names: these are looked at again, and the page keeps what was found of the others. */
const only = new RegExp(process.env['DOCKHOP_MATRIX_ONLY'] ?? '');
const page = path.join(import.meta.dirname, '../../docs/matrix.md');
const record = MatrixRecord.read();

// What covers most comes first: a run that is broken off tells most.
const inOrder = [...new Set([...coveringCells(allCells), ...allCells])];
const cells = inOrder.filter((cell) => only.test(nameOf(cell)));

describeCells(cells, {
  each: (outcome) => {
    record.note(outcome);
  },
  all: writePage,
});

async function writePage(): Promise<void> {
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
