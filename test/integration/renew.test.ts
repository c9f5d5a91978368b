import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renew } from '../../src/core/attach/renew.ts';
import { docker, hosts, recreate } from '../lab/lab.ts';
import { RoadUnderTest } from './roadUnderTest.ts';

const never = new AbortController().signal;
const silent = { step: () => undefined, output: () => undefined };

let road: RoadUnderTest;

beforeAll(async () => {
  road = await RoadUnderTest.create();
}, 600_000);

afterAll(async () => {
  await road.remove();
}, 120_000);

async function renewed(alias: string, mayStart = false): Promise<void> {
  const record = await road.tools.clientFiles.record(alias);
  if (!record) throw new Error(`no record of ${alias}`);
  await renew(record, mayStart, road.tools, silent, never);
}

describe('before a window on an alias connects', () => {
  it('a recreated container is prepared and pinned again', async () => {
    const alias = await road.attach(hosts.gpu1, 'ws-idle');
    await recreate('docker', 'ws-idle');
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 255 });
    await renewed(alias);
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
  });

  it('what a restart lost is made again', async () => {
    const alias = await road.attach(hosts.gpu1, 'ws-readonly');
    await docker('docker', 'restart', '-t', '0', 'ws-readonly');
    await renewed(alias);
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
  });

  it('a stopped container is started only with consent', async () => {
    const alias = await road.attach(hosts.gpu1, 'ws-noport');
    await docker('docker', 'stop', '-t', '0', 'ws-noport');
    try {
      await expect(renewed(alias)).rejects.toMatchObject({ code: 'CONTAINER_STOPPED' });
      await renewed(alias, true);
      expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
    } finally {
      await docker('docker', 'start', 'ws-noport');
    }
  });

  it('where nothing changed, no byte is written', async () => {
    const alias = await road.attach(hosts.gpu1, 'ws-idle');
    const before = await road.laptop.snapshot();
    await renewed(alias);
    expect(await road.laptop.snapshot()).toEqual(before);
  });
});
