import { expect, test } from 'vitest';
import { entryOf } from '../../../../../src/extension/commands/container/entryOf.ts';

const id = 'a'.repeat(64);
const other = 'b'.repeat(64);
const record = { host: 'gpu1', engine: 'docker', containerId: id, containerName: 'ws', alias: 'x' };
const target = { host: 'gpu1', engine: 'docker', container: id, name: 'ws' };

test('an entry is for the container with its id, also under another name', () => {
  expect(entryOf({ ...target, name: 'renamed' }, [record])).toBe(record);
});

test('else for the one that has its name now, for it follows a recreated one', () => {
  const namesake = { ...record, containerId: other };
  expect(entryOf(target, [namesake])).toBe(namesake);
  expect(entryOf(target, [namesake, record])).toBe(record);
});

test('never for a namesake on another host or engine', () => {
  expect(entryOf(target, [{ ...record, host: 'gpu2' }])).toBeUndefined();
  expect(entryOf(target, [{ ...record, engine: 'podman' }])).toBeUndefined();
});
