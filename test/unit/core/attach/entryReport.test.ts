import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { removeEntries } from '../../../../src/core/attach/cleanUp.ts';
import { isStale, reportEntries } from '../../../../src/core/attach/entryReport.ts';
import { placeOf } from '../../../../src/core/attach/place.ts';
import type { AttachTools } from '../../../../src/core/attach/attachTools.ts';
import type { EntryRecord } from '../../../../src/core/clientFiles/entry.ts';
import type { Container } from '../../../../src/core/engine/container.ts';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import { resolvePath } from '../../../../src/core/ssh/config/resolvePath.ts';
import { nobody } from '../../../nobody.ts';
import { clientFilesOf, temporaryHome, uncancelled } from '../clientFiles/fixture.ts';
import { entryFor } from '../clientFiles/values.ts';
import { container, engineInfo, idB, listingEngine, record } from './fixtures.ts';

const usualConfig = 'Host gpu1\n  HostName 10.0.0.5\n  User alice\n';

/** A laptop with these entries; `gpu1` answers with these containers, every other host is away. */
async function laptop(
  records: readonly EntryRecord[],
  containers: readonly Container[],
  config = usualConfig,
) {
  const home = await temporaryHome();
  await mkdir(home.sshDirectory, { recursive: true, mode: 0o700 });
  await writeFile(home.userConfigFile, config, { mode: 0o600 });
  const { files, log } = clientFilesOf(home);
  for (const one of records) await files.writeEntry(entryFor(one.alias), one, uncancelled);
  const asked: string[] = [];
  const reach = (host: string) => {
    asked.push(host);
    if (host !== 'gpu1') {
      const facts = { hop: host, address: `${host}:22`, reason: 'no route' };
      return Promise.reject(failure('JUMP_UNREACHABLE', facts));
    }
    const engines = [listingEngine(containers, engineInfo())];
    return Promise.resolve({ connection: { closed: uncancelled }, engines });
  };
  // As much of a directory as is needed here.
  const directory = { reach } as unknown as AttachTools['directory'];
  const settings = { configFile: home.userConfigFile };
  const tools: AttachTools = { directory, clientFiles: files, settings, log, prompter: nobody };
  return { home, files, tools, asked, settings };
}

async function statesOf(tools: AttachTools): Promise<readonly unknown[]> {
  const reports = await reportEntries(tools, uncancelled);
  return reports.map(({ record: { alias }, state, nowCalled }) =>
    nowCalled === undefined ? [alias, state] : [alias, state, nowCalled],
  );
}

describe('what became of entries', () => {
  it('is told by the container of their id, or of their name', async () => {
    const records = [
      record({ alias: 'same' }),
      record({ alias: 'away', containerId: idB, containerName: 'away' }),
      record({ alias: 'anew', containerId: 'c'.repeat(64), containerName: 'anew' }),
      record({ alias: 'gone', containerId: 'd'.repeat(64), containerName: 'gone' }),
      record({ alias: 'lost', engine: 'podman' }),
    ];
    const { tools, asked } = await laptop(records, [
      container(),
      container({ id: idB, name: 'renamed', state: 'exited' }),
      container({ id: 'e'.repeat(64), name: 'anew' }),
    ]);
    expect(await statesOf(tools)).toEqual([
      ['same', 'current'],
      ['away', 'stopped'],
      ['anew', 'outdated'],
      ['gone', 'containerGone'],
      ['lost', 'engineGone'],
    ]);
    expect(asked).toEqual(['gpu1']);
  });

  it('is not known while a host is merely unreachable', async () => {
    const { tools } = await laptop([record({ host: 'gpu2' })], []);
    const [report] = await reportEntries(tools, uncancelled);
    expect(report).toMatchObject({ state: 'unknown', error: { code: 'JUMP_UNREACHABLE' } });
    expect(report && isStale(report)).toBe(false);
  });

  const place = 'alice@10.0.0.5:22';

  it('is that their host is called otherwise, where another name leads to its place', async () => {
    const config = 'Host gpu-a\n  HostName 10.0.0.5\n  User alice\n';
    const { tools, asked, settings } = await laptop([record({ place })], [], config);
    const { hops } = await resolvePath('gpu-a', settings, uncancelled);
    expect(placeOf(hops)).toBe(place);
    expect(await statesOf(tools)).toEqual([['gpu1-trainer', 'hostGone', 'gpu-a']]);
    // Nobody knows what answers to the old name now.
    expect(asked).toEqual([]);
  });

  it('is that their host is gone, where no name leads there any more', async () => {
    const { tools } = await laptop([record({ place })], [], 'Host other\n  User alice\n');
    expect(await statesOf(tools)).toEqual([['gpu1-trainer', 'hostGone']]);
  });

  it('is asked of a host that moved under its name, and of an address that was typed', async () => {
    const moved = await laptop([record({ place: 'alice@10.9.9.9:22' })], [container()]);
    expect(await statesOf(moved.tools)).toEqual([['gpu1-trainer', 'current']]);
    const typed = record({ host: 'bob@10.0.0.9', place: 'bob@10.0.0.9:22' });
    const { tools, asked } = await laptop([typed], []);
    expect(await statesOf(tools)).toEqual([['gpu1-trainer', 'unknown']]);
    expect(asked).toEqual(['bob@10.0.0.9']);
  });
});

describe('cleaning up', () => {
  it('removes what is gone, and the line with the last entry', async () => {
    const gone = record({ alias: 'gone', containerId: idB, containerName: 'gone' });
    const { tools, files } = await laptop([record(), gone], [container()]);
    const stale = (await reportEntries(tools, uncancelled)).filter(isStale);
    expect(await removeEntries(stale, tools, uncancelled)).toEqual(['gone']);
    expect((await files.records()).map(({ alias }) => alias)).toEqual(['gpu1-trainer']);
  });

  it('leaves an entry that was attached anew meanwhile', async () => {
    const { tools, files } = await laptop([record()], []);
    const stale = (await reportEntries(tools, uncancelled)).filter(isStale);
    const anew = record({ containerId: idB });
    await files.writeEntry(entryFor(anew.alias), anew, uncancelled);
    expect(await removeEntries(stale, tools, uncancelled)).toEqual([]);
    expect(await files.records()).toEqual([anew]);
  });
});
