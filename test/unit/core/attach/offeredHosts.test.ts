import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { offeredHosts } from '../../../../src/core/attach/offeredHosts.ts';
import { mayHaveEngine } from '../../../../src/core/engine/find/localPlaces.ts';
import { pathTo } from '../../../../src/core/ssh/config/pathTo.ts';
import { temporaryDirectory } from '../ssh/temporaryDirectory.ts';

const never = new AbortController().signal;

describe('a host of the ssh config that is called local', () => {
  let directory = '';
  let configFile = '';

  beforeEach(async () => {
    directory = await temporaryDirectory();
    configFile = join(directory, 'config');
    await writeFile(configFile, 'Host gpu1 local\n  HostName 192.0.2.1\n  User me\n');
  });

  test('is offered under a name that leads to it', async () => {
    const offered = await offeredHosts({ configFile }, directory, never);
    const names = offered.map(({ host }) => host);
    expect(names.slice(0, 2)).toEqual(['gpu1', 'ssh://local']);
    expect(names.includes('local')).toBe(await mayHaveEngine());
  });

  test('has hops, and this machine has none', async () => {
    expect(await pathTo('local', { configFile }, never)).toEqual({ host: 'local', hops: [] });
    for (const host of ['ssh://local', 'me@local']) {
      const { hops } = await pathTo(host, { configFile }, never);
      expect(hops).toMatchObject([{ name: 'local', hostName: '192.0.2.1' }]);
    }
  });
});
