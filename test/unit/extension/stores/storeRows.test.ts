import { expect, it } from 'vitest';
import type { HostSnapshot } from '../../../../src/extension/explorer/hostSession.ts';
import { storedTargets } from '../../../../src/extension/stores/storedTarget.ts';
import {
  storeRowId,
  storeRowsOfHost,
  type ReferencesOf,
} from '../../../../src/extension/stores/storeRows.ts';
import { engine } from '../explorer/fixtures.ts';

const referencesOf: ReferencesOf<string> = (item) => [
  { reference: item, nameless: item.startsWith('-') },
];
const live = (items: readonly string[]): HostSnapshot<readonly string[]> => ({
  host: 'gpu1',
  liveness: { phase: 'live', attempt: 0, value: undefined },
  engines: [{ info: engine('docker').info, liveness: { phase: 'live', attempt: 0, value: items } }],
});

it('what has a name is sorted by it, what has none is in a row of its own at the end', () => {
  const rows = storeRowsOfHost('image', live(['-a', 'x10', 'x9', '-b']), referencesOf);
  expect(rows.map(storeRowId)).toEqual([
    'image:gpu1/docker/x9',
    'image:gpu1/docker/x10',
    'nameless:gpu1/docker',
  ]);
  const [, , nameless] = rows;
  expect(nameless?.kind === 'nameless' && nameless.rows.map(storeRowId)).toEqual([
    'image:gpu1/docker/-a',
    'image:gpu1/docker/-b',
  ]);
});

it('an engine without any says so', () => {
  const [note] = storeRowsOfHost('volume', live([]), referencesOf);
  expect(note).toMatchObject({ kind: 'note', note: { type: 'empty' } });
});

it('a command gets what is selected of its kind, each once', () => {
  const [row] = storeRowsOfHost('image', live(['x']), referencesOf);
  const target = { host: 'gpu1', engine: 'docker', kind: 'image', reference: 'x' };
  expect(storedTargets('image', row, [row, row, { host: 'gpu1' }])).toEqual([target]);
  expect(storedTargets('image', row, undefined)).toEqual([target]);
  expect(storedTargets('volume', row, undefined)).toEqual([]);
});
