import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortableServers } from '../../../../src/core/container/portable/portableServers.ts';
import {
  prepareContainer,
  type PrepareRequest,
} from '../../../../src/core/container/prepareContainer.ts';
import type { Preparation } from '../../../../src/core/container/preparation.ts';
import type { Engine } from '../../../../src/core/engine/engine.ts';
import { findEngines } from '../../../../src/core/engine/find/findEngines.ts';
import type { Connection } from '../../../../src/core/ssh/connection.ts';
import { docker, hosts, labSshConfig, up } from '../../../lab/lab.ts';
import { nobody } from '../../../nobody.ts';
import { searching } from '../../../searching.ts';
import { labConnections, never } from '../../engine/labConnections.ts';
import { Containers } from '../containers.ts';

const pool = labConnections();
const packed = path.join(import.meta.dirname, '../../../../dist/portable');
const started: string[] = [];

let containers: Containers;
let connection: Connection;
let engine: Engine;
let image: string;
beforeAll(async () => {
  await up();
  containers = await Containers.create();
  connection = await pool.to(hosts.gpu2, never);
  const [found] = (await findEngines(connection, searching(), never)).engines;
  if (!found) throw new Error(`no engine on ${hosts.gpu2}`);
  engine = found;
  const images = await docker('podman', 'images', '-q', 'localhost/dockhop-lab/debian');
  image = images.trim().split('\n')[0] ?? '';
}, 600_000);
afterAll(async () => {
  if (started.length > 0) await docker('podman', 'rm', '-f', '-t', '0', ...started);
  await containers.close();
  await pool.dispose();
});

async function prepare(
  options: readonly string[],
  request: Partial<PrepareRequest>,
  portable?: PortableServers,
): Promise<Preparation> {
  const ignore = () => undefined;
  const words = ['run', '-d', '--init', '--network', 'none', ...options, image];
  const id = (await docker('podman', ...words, 'sleep', 'infinity')).trim();
  started.push(id);
  return prepareContainer(
    {
      engine,
      container: await engine.inspectContainer(id, never),
      authorizedKey: containers.publicKey,
      laptop: 'laptop-1',
      ...request,
    },
    {
      log: { debug: ignore, info: ignore, warn: ignore },
      progress: { step: ignore, output: ignore },
      prompter: {
        ...nobody,
        allowPortable: () => Promise.resolve('yes'),
        allowRepair: () => Promise.resolve('yes'),
      },
      serverHost: connection,
      ...(portable ? { portable } : {}),
    },
    AbortSignal.timeout(100_000),
  );
}

async function expectLogin(preparation: Preparation): Promise<void> {
  const { container, enterUid, directory, user } = preparation;
  const inside = `podman exec -i -u ${enterUid} ${container} sh ${directory}/enter`;
  const command = `ssh -F ${labSshConfig} -T -a -x -- ${hosts.gpu2} ${inside}`;
  const login = await containers.sshBy(command, preparation, 'id -un');
  expect(login).toEqual({ code: 0, stdout: `${user}\n`, stderr: '' });
  const terminal = await containers.sshBy(command, preparation, '-tt', 'tty');
  expect(terminal.stdout).toMatch(/^\/dev\/pts\/\d+/);
}

describe('in containers of podman', () => {
  it('the portable server locks itself in where the user namespace has few uids', async () => {
    const few = ['--uidmap', '0:200000:1001', '--gidmap', '0:200000:1001'];
    const preparation = await prepare(few, {}, new PortableServers(packed));
    expect(preparation).toMatchObject({ user: 'root', mode: 'root', portable: true });
    await expectLogin(preparation);
  });

  it('the server of their host serves root, by an account of its own', async () => {
    const preparation = await prepare([], {});
    expect(preparation).toMatchObject({ user: 'root', portable: true, repairs: ['server'] });
    await expectLogin(preparation);
  });
});
