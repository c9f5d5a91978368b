import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { handWrittenEntries } from '../../../../src/core/attach/handWritten.ts';
import type { PublishedPort } from '../../../../src/core/engine/container.ts';
import { listHosts } from '../../../../src/core/ssh/config/hostList.ts';
import { resolvePath } from '../../../../src/core/ssh/config/resolvePath.ts';
import { temporaryDirectory, uncancelled } from '../clientFiles/fixture.ts';

const config = `
Host jump
  HostName 127.0.0.1
  Port 32200
  User root

Host gpu1
  HostName 10.0.0.5
  User alice
  ProxyJump jump

Host gpu2
  HostName 10.0.0.6
  User alice
  ProxyJump jump

# By the recipe, from the jump host.
Host recipe
  HostName 10.0.0.5
  Port 2201
  User root
  ProxyCommand ssh -p 32200 root@127.0.0.1 nc %h %p

Host past
  HostName 10.0.0.5
  Port 2201
  ProxyJump jump

Host through
  HostName localhost
  Port 2201
  ProxyJump gpu1

Host neighbour
  HostName 10.0.0.6
  Port 2201
  ProxyJump jump

Host elsewhere
  HostName localhost
  Port 2201
  ProxyJump gpu2

Host direct
  HostName 10.0.0.5
  Port 2201

Host other-port
  HostName 10.0.0.5
  Port 2202
  ProxyJump jump

Host circle
  Port 2201
  ProxyJump circle

Host unclear
  HostName 10.0.0.5
  Port 2201
  ProxyCommand nc -x proxy %h %p
`;

let configFile: string;

beforeEach(async () => {
  configFile = path.join(await temporaryDirectory(), 'config');
  await writeFile(configFile, config, { mode: 0o600 });
});

async function found(port: Partial<PublishedPort> = {}, host = 'gpu1') {
  const settings = { configFile };
  const names = (await listHosts(settings)).map((listed) => listed.host);
  const ports = [{ containerPort: 22, protocol: 'tcp' as const, hostPort: 2201, ...port }];
  const published = { path: await resolvePath(host, settings, uncancelled), ports };
  return handWrittenEntries(names, published, settings, uncancelled);
}

describe('entries that people wrote by hand', () => {
  it('are known by where they end, however they go there', async () => {
    expect(await found({ hostIp: '0.0.0.0' })).toEqual(['past', 'recipe', 'through']);
  });

  it('lead to a port of the loopback only through the host itself', async () => {
    expect(await found({ hostIp: '127.0.0.1' })).toEqual(['through']);
  });

  it('lead to a port of one address only by that', async () => {
    expect(await found({ hostIp: '10.0.0.5' })).toEqual(['past', 'recipe']);
    expect(await found({ hostIp: '192.168.7.7' })).toEqual([]);
  });

  it('belong to the host that they lead to', async () => {
    expect(await found({}, 'gpu2')).toEqual(['elsewhere', 'neighbour']);
  });

  it.each([{ hostPort: 2209 }, { protocol: 'udp' as const }])('do not lead to %j', async (port) => {
    expect(await found(port)).toEqual([]);
  });
});
