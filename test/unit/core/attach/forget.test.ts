import { readFile, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AttachTools } from '../../../../src/core/attach/attachTools.ts';
import { EngineDirectory } from '../../../../src/core/attach/engineDirectory.ts';
import { forget, type ForgetRequest } from '../../../../src/core/attach/forget.ts';
import type { EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import { clientFilesOf, temporaryHome, uncancelled } from '../clientFiles/fixture.ts';
import { entryFor } from '../clientFiles/values.ts';
import { nobody } from '../../../nobody.ts';
import { engineInfo, idA, idB, listingEngine, record } from './fixtures.ts';

/** A laptop with these entries; its hosts have one engine each, `docker`. */
async function laptop(records: readonly EntryRecord[]) {
  const home = await temporaryHome();
  const { files, log } = clientFilesOf(home);
  for (const one of records) await files.writeEntry(entryFor(one.alias), one, uncancelled);
  const nowhere = () => Promise.reject(new Error('no network is needed here'));
  const directory = new EngineDirectory({ to: nowhere }, log);
  const tools: AttachTools = {
    directory,
    clientFiles: files,
    settings: {},
    log,
    prompter: { ...nobody, trustHostKey: nowhere, allowInstall: nowhere },
  };
  return {
    home,
    files,
    tools,
    ask: (request: ForgetRequest) => forget(request, tools, uncancelled),
  };
}

const aliases = async (files: AttachTools['clientFiles']): Promise<string[]> =>
  (await files.records()).map(({ alias }) => alias);

describe('forget', () => {
  it('finds an entry by name, alias and id prefix', async () => {
    for (const container of ['trainer', 'gpu1-trainer', 'aaa']) {
      const { ask, files } = await laptop([record()]);
      expect(await ask({ host: 'gpu1', container })).toMatchObject({ removed: true });
      expect(await aliases(files)).toEqual([]);
    }
  });

  it('prefers a whole id to a name that looks like it', async () => {
    const spoof = record({ alias: 'spoof', containerId: idB, containerName: record().containerId });
    const { ask, files } = await laptop([spoof, record()]);
    await ask({ host: 'gpu1', container: record().containerId });
    expect(await aliases(files)).toEqual(['spoof']);
  });

  it('never takes an empty name for the beginning of every id', async () => {
    const { ask, files } = await laptop([record()]);
    await expect(ask({ host: 'gpu1', container: '' })).rejects.toMatchObject({
      code: 'ENTRY_NOT_FOUND',
    });
    expect(await aliases(files)).toEqual(['gpu1-trainer']);
  });

  it('asks for what tells the candidates apart, whatever else the host has', async () => {
    const other = record({ alias: 'x', engine: 'podman', containerId: idB, containerName: 'x' });
    const twin = record({ alias: 'twin', containerId: `aa${idB.slice(2)}`, containerName: 'twin' });
    const { ask } = await laptop([record(), twin, other]);
    await expect(ask({ host: 'gpu1', container: 'aa' })).rejects.toMatchObject({
      code: 'CONTAINER_AMBIGUOUS',
    });
  });

  it('removes by its alias an entry whose record was lost, and says what it could not do', async () => {
    const { ask, files, home } = await laptop([record()]);
    await rm(home.stateFile);
    expect(await ask({ host: 'gpu1', container: 'gpu1-trainer' })).toEqual({
      alias: 'gpu1-trainer',
      removed: true,
      undone: [],
      left: ['what was prepared inside its container'],
    });
    await expect(readFile(home.entriesFile)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFile(home.userConfigFile, 'utf8')).resolves.toBe('');
    expect(await aliases(files)).toEqual([]);
  });

  it("leaves another host's entry alone", async () => {
    const { ask, files } = await laptop([record()]);
    await expect(ask({ host: 'gpu2', container: 'gpu1-trainer' })).rejects.toMatchObject({
      code: 'ENTRY_NOT_FOUND',
    });
    expect(await aliases(files)).toEqual(['gpu1-trainer']);
  });

  it('says that it could not undo anything where the engine does not answer', async () => {
    const { tools } = await laptop([record({ engine: 'docker-rootless' })]);
    const reach = () =>
      Promise.resolve({
        connection: { closed: uncancelled },
        engines: [listingEngine([], engineInfo())],
      });
    Object.assign(tools.directory, { reach });
    const forgotten = await forget(
      { host: 'gpu1', container: 'trainer', undo: true },
      tools,
      uncancelled,
    );
    expect(forgotten.left).toEqual([
      `/etc/dockhop/${idA}/0 (its engine docker-rootless does not answer)`,
    ]);
  });

  it('leaves in the container what an entry by another name of the host uses', async () => {
    const other = record({ alias: 'far-trainer', host: 'gpu1-far' });
    const { ask, files } = await laptop([record(), other]);
    expect(await ask({ host: 'gpu1', container: 'trainer', undo: true })).toEqual({
      alias: 'gpu1-trainer',
      removed: true,
      undone: [],
      left: [`/etc/dockhop/${idA}/0 (the entry far-trainer uses it)`],
    });
    expect(await aliases(files)).toEqual(['far-trainer']);
  });
});
