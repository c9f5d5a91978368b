import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { readState, updateState } from '../../../../src/core/clientFiles/stateFile.ts';
import { temporaryHome, uncancelled } from './fixture.ts';
import { recordFor } from './values.ts';

let home: DockhopHome;

beforeEach(async () => {
  home = await temporaryHome();
  await mkdir(home.directory, { recursive: true, mode: 0o700 });
});

describe('the state', () => {
  it('is empty where there is no file', async () => {
    expect(await readState(home)).toEqual({
      version: 1,
      hosts: [],
      entries: [],
      configs: [],
      adopted: [],
    });
  });

  it('is what was written, private', async () => {
    const entries = [recordFor('a'), recordFor('b')];
    await updateState(home, (state) => ({ ...state, hosts: ['gpu1'], entries }), uncancelled);
    expect(await readState(home)).toMatchObject({ hosts: ['gpu1'], entries });
    expect((await stat(home.stateFile)).mode & 0o777).toBe(0o600);
  });

  it('is the same bytes in whatever order a record was put together', async () => {
    const { alias, ...rest } = { ...recordFor('a'), place: 'alice@10.0.0.5:22' };
    await updateState(home, (state) => ({ ...state, entries: [{ alias, ...rest }] }), uncancelled);
    const { ino } = await stat(home.stateFile);
    await updateState(home, (state) => ({ ...state, entries: [{ ...rest, alias }] }), uncancelled);
    expect((await stat(home.stateFile)).ino).toBe(ino);
  });

  it('keeps what a later Dockhop added', async () => {
    const record = { ...recordFor('a'), colour: 'red' };
    const later = { version: 1, hosts: [], entries: [record], theme: 'dark' };
    await writeFile(home.stateFile, JSON.stringify(later));
    await updateState(home, (state) => ({ ...state, hosts: ['gpu1'] }), uncancelled);
    expect(JSON.parse(await readFile(home.stateFile, 'utf8'))).toMatchObject({
      theme: 'dark',
      hosts: ['gpu1'],
      entries: [record],
    });
  });

  it.each([
    ['', 'it is not JSON'],
    ['{"version": 1, "hosts": [', 'it is not JSON'],
    ['null', 'it is damaged'],
    ['{"version": 1, "hosts": [1], "entries": []}', 'it is damaged (hosts.0)'],
    ['{"version": 2}', 'it was written by a newer Dockhop'],
  ])('is refused, never emptied, when the file holds %j', async (text, reason) => {
    await writeFile(home.stateFile, text);
    const change = updateState(home, (state) => ({ ...state, hosts: [] }), uncancelled);
    await expect(change).rejects.toMatchObject({
      code: 'FILE_DAMAGED',
      details: { file: home.stateFile, reason: expect.stringContaining(reason) as string },
    });
    expect(await readFile(home.stateFile, 'utf8')).toBe(text);
  });
});
