import { describe, expect, it } from 'vitest';
import type { PreparedContainer } from '../../../../src/core/attach/prepareOnHost.ts';
import { writeEntry } from '../../../../src/core/attach/writeEntry.ts';
import type { Preparation } from '../../../../src/core/container/preparation.ts';
import type { Connection } from '../../../../src/core/ssh/connection.ts';
import { nobody } from '../../../nobody.ts';
import { clientFilesOf, temporaryHome, uncancelled } from '../clientFiles/fixture.ts';
import { hostKey } from '../clientFiles/values.ts';
import { details, engineInfo, idA, listingEngine } from './fixtures.ts';

const preparation: Preparation = {
  container: idA,
  user: 'root',
  uid: 0,
  mode: 'root',
  enterUid: 0,
  sshd: '/usr/sbin/sshd',
  version: 'OpenSSH_9.2p1',
  directory: `/etc/dockhop/${idA}/0`,
  home: '/root',
  installed: false,
  portable: false,
  hostKey,
  repairs: [],
  missing: [],
  changed: false,
  leftOutEnv: [],
};
const notNeeded = (): never => {
  throw new Error('not part of this test');
};

/** The entry of a container whose host was reached by this config, its logins shared or not. */
async function entryBy(configFile: string | undefined, sharedHops: readonly string[] = []) {
  const { files: clientFiles, log } = clientFilesOf(await temporaryHome());
  const connection: Connection = {
    path: { host: 'gpu1', hops: [] },
    transport: { client: 'builtin', reason: 'a test' },
    closed: uncancelled,
    sharedHops,
    run: notNeeded,
    openSocket: notNeeded,
    openProgram: notNeeded,
  };
  const prepared: PreparedContainer = {
    engine: listingEngine([], engineInfo()),
    details: details(),
    connection,
    signal: uncancelled,
    preparation,
    way: { route: 'exec' },
    pinned: false,
  };
  const { entry } = await writeEntry(prepared, '/work', {
    clientFiles,
    shared: {
      file: () => Promise.resolve('/home/me/.ssh/dockhop/shared.conf'),
      hasSockets: () => Promise.resolve(false),
    },
    settings: configFile === undefined ? {} : { configFile },
    prompter: nobody,
    log,
  });
  return entry.proxyCommand.slice(0, 3);
}

describe('the ssh of an entry', () => {
  const ours = ['ssh', '-F', '/home/me/.ssh/dockhop/shared.conf'];

  it('goes by the config of the person', async () => {
    expect(await entryBy(undefined)).toEqual(['ssh', '-T', '-a']);
    expect(await entryBy('/home/me/other')).toEqual(['ssh', '-F', '/home/me/other']);
  });

  it('goes by ours where a login is shared, and where the path of theirs would need quoting', async () => {
    expect(await entryBy(undefined, ['jump'])).toEqual(ours);
    expect(await entryBy('/home/me/my config')).toEqual(ours);
    expect(await entryBy('/home/张 三/config')).toEqual(ours);
  });
});
