import { randomBytes } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { attach, type Attachment } from '../../src/core/attach/attach.ts';
import type { AttachTools } from '../../src/core/attach/attachTools.ts';
import { forget } from '../../src/core/attach/forget.ts';
import { renew } from '../../src/core/attach/renew.ts';
import type { RouteWish } from '../../src/core/attach/route.ts';
import { fromJumpHost } from '../../src/core/attach/ways.ts';
import { reachSshConfig } from '../lab/doors.ts';
import { docker, hosts } from '../lab/lab.ts';
import { laterHosts } from '../lab/laterEngines.ts';
import { EditedDirectory } from './editedDirectory.ts';
import { LabContainer, type InnerEngine } from './labContainer.ts';
import { run as runProgram } from './laptop.ts';
import { RoadUnderTest } from './roadUnderTest.ts';

const never = new AbortController().signal;
const silent = { step: () => undefined, output: () => undefined };
/** Each look is a program in a container of a busy machine. */
const patience = { timeout: 30_000, interval: 200 };
const docker20: InnerEngine = { machine: 'gpu1', engine: 'docker' };
const loopback = ['-p', '127.0.0.1::22'];
const running: LabContainer[] = [];
const network = `routes-${randomBytes(4).toString('hex')}`;
let road: RoadUnderTest;

beforeAll(async () => {
  road = await RoadUnderTest.create();
  await copyFile(reachSshConfig, road.laptop.config);
}, 600_000);

afterAll(async () => {
  await Promise.all(running.map((box) => box.remove()));
  await docker('docker', 'network', 'rm', network).catch(() => undefined);
  await road.remove();
}, 120_000);

async function run(engine: InnerEngine, ...options: readonly string[]): Promise<LabContainer> {
  const box = new LabContainer(engine, options);
  running.push(box);
  return box.run();
}

async function by(
  host: string,
  box: Pick<LabContainer, 'name'>,
  route?: RouteWish,
  tools: AttachTools = road.tools,
): Promise<Attachment> {
  const wish = route === undefined ? {} : { route };
  return attach({ host, container: box.name, ...wish }, tools, silent, never);
}

async function expectLogin(alias: string): Promise<void> {
  const words = ['-F', road.laptop.config, '-o', 'BatchMode=yes', '-tt', '--', alias];
  const { code, stdout, stderr } = await runProgram('ssh', [...words, 'id -un; tty']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^root\r?\n\/dev\/pts\/\d+\r?\n$/);
}

async function listeners(box: LabContainer): Promise<string> {
  return box.sh('cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " " | grep -o "[s]shd -f" || :');
}

/** A listener that was told to end may take a moment. */
async function expectSilence(box: LabContainer): Promise<void> {
  await vi.waitFor(async () => {
    expect(await listeners(box)).toBe('');
  }, patience);
}

/** Where an entry’s ProxyCommand leads, and from which host. */
async function forwarded(alias: string): Promise<string> {
  const { block = '' } = (await road.tools.clientFiles.written(alias)) ?? {};
  return / -W (\S+) .* -- (\S+)$/m.exec(block)?.slice(1).join(' by ') ?? block;
}

describe.concurrent('a route that was asked for', () => {
  // The matrix has every route of every engine, the later ones too, through a restart.
  it.each([
    ['Docker 20', hosts.gpu1, docker20],
    ['podman 4', hosts.gpu2, { machine: 'gpu2', engine: 'podman' }],
  ] as const)(
    'stays through restart and recreate: %s',
    async (_, host, engine) => {
      const box = await run(engine, ...loopback);
      for (const route of ['bridge', 'published'] as const) {
        const first = await by(host, box, route);
        expect(first).toMatchObject({ route, passedOver: [], exposed: [] });
        await expectLogin(first.alias);

        await box.restart();
        const record = await road.tools.clientFiles.record(first.alias);
        if (!record) throw new Error('it has an entry');
        await renew(record, false, road.tools, silent, never);
        await expectLogin(first.alias);

        await box.run();
        const second = await by(host, box);
        expect(second).toMatchObject({ route, alias: first.alias });
        expect(second.hostKey).not.toBe(first.hostKey);
        await expectLogin(second.alias);
      }
      const request = { host, container: box.name, undo: true };
      expect(await forget(request, road.tools, never)).toMatchObject({ removed: true, left: [] });
      await expectSilence(box);
      expect(await box.sh('ls -d /etc/dockhop* /etc/profile.d/dockhop.sh 2>/dev/null || :')).toBe(
        '',
      );
    },
    240_000,
  );

  it('is let go with auto, and then nothing listens any more', async () => {
    const box = await run(docker20);
    await by(hosts.gpu1, box, 'bridge');
    expect(await listeners(box)).not.toBe('');
    expect(await by(hosts.gpu1, box)).toMatchObject({ route: 'bridge' });
    expect(await by(hosts.gpu1, box, 'auto')).toMatchObject({ route: 'exec' });
    await expectSilence(box);
    expect(await by(hosts.gpu1, box)).toMatchObject({ route: 'exec' });
  });

  it('goes by the host’s loopback on the host’s network', async () => {
    const box = await run(docker20, '--network', 'host');
    const { alias } = await by(hosts.gpu1, box, 'bridge');
    await expectLogin(alias);
    expect(await forwarded(alias)).toMatch(/^127\.0\.0\.1:\d+ by gpu1$/);
    await forget({ host: hosts.gpu1, container: box.name, undo: true }, road.tools, never);
  });

  it.each([
    ['rootless Docker', hosts.gpu1Bob, 'ws-idle', 'bridge', /rootless/],
    ['rootless podman', hosts.gpu2Peggy, 'ws-idle', 'bridge', /rootless/],
    ['no network', hosts.gpu1, 'ws-nonet', 'bridge', /no network/],
    ['no network', hosts.gpu1, 'ws-nonet', 'published', /publishes no/],
    ['the host’s network', hosts.gpu1, 'ws-hostnet', 'published', /host’s network.*bridge/],
  ] as const)('says why it cannot be: %s', async (_, host, name, route, reason) => {
    await expect(by(host, { name }, route)).rejects.toMatchObject({
      code: 'ROUTE_UNAVAILABLE',
      details: { route },
      message: expect.stringMatching(reason) as unknown,
    });
    const records = await road.tools.clientFiles.records();
    expect(
      records.filter(({ host: of, containerName }) => of === host && containerName === name),
    ).toEqual([]);
  });

  it('goes past a host that forwards nothing, and points out that its port is open to the world', async () => {
    const engine: InnerEngine = { machine: 'gpu3', engine: 'docker' };
    const box = await run(engine, '-p', '22');
    const { alias, exposed } = await by(laterHosts.gpu3Unforwarded, box, 'published');
    await expectLogin(alias);
    expect(await forwarded(alias)).toMatch(/^gpu3\.inner:\d+ by jump$/);
    expect(await road.tools.clientFiles.record(alias)).toMatchObject({ through: fromJumpHost });
    expect(exposed).toMatchObject([{ containerPort: 22, hostIp: '0.0.0.0', isNews: true }]);
    const again = await by(laterHosts.gpu3Unforwarded, box);
    expect(again).toMatchObject({ route: 'published', exposed: [{ isNews: false }] });
  });
});

describe.concurrent('where no route was asked for', () => {
  const without = (cli?: string): AttachTools => ({
    ...road.tools,
    directory: new EditedDirectory(road.tools.directory, {
      info: ({ id, kind, rootless, version, apiVersion, socket }) => ({
        ...{ id, kind, rootless, version, apiVersion, socket },
        ...(cli === undefined ? {} : { cli }),
      }),
    }),
  });

  it('the next one is taken where the host has no command of the engine', async () => {
    const box = await run(docker20, ...loopback);
    const { alias, route, passedOver } = await by(hosts.gpu1, box, undefined, without());
    expect({ route, passedOver }).toMatchObject({
      route: 'published',
      passedOver: [{ route: 'exec', error: { code: 'ROUTE_UNAVAILABLE' } }],
    });
    await expectLogin(alias);
  });

  it('the next one is taken where a command does not lead into the container', async () => {
    const box = await run(docker20);
    const { alias, route, passedOver } = await by(
      hosts.gpu1,
      box,
      undefined,
      without('/bin/false'),
    );
    expect({ route, passedOver }).toMatchObject({
      route: 'bridge',
      passedOver: [
        { route: 'exec', error: { code: 'ROUTE_UNPROVEN' } },
        { route: 'published', error: { code: 'ROUTE_UNAVAILABLE' } },
      ],
    });
    await expectLogin(alias);
    // It was not chosen by the person, so the one that works now stays, and no other is tried first.
    expect(await by(hosts.gpu1, box)).toMatchObject({ route: 'bridge', passedOver: [] });
  });

  it('the network that the host reaches is found by proof', async () => {
    const box = await run(docker20);
    const nowhere = { network: 'elsewhere', address: '10.203.11.250' };
    const directory = new EditedDirectory(road.tools.directory, {
      details: (details) => ({ ...details, addresses: [nowhere, ...details.addresses] }),
    });
    const { alias } = await by(hosts.gpu1, box, 'bridge', { ...road.tools, directory });
    await expectLogin(alias);
    expect(await road.tools.clientFiles.record(alias)).toMatchObject({ through: 'bridge' });
  });

  it('nothing is left, and nothing listens, where none leads there', async () => {
    const box = await run({ machine: 'gpu1', engine: 'bob' }, ...loopback);
    const directory = new EditedDirectory(road.tools.directory, {
      info: (info) => ({ ...info, cli: '/bin/false' }),
      details: (details) => ({
        ...details,
        ports: details.ports.map((port) => ({ ...port, hostPort: 9 })),
      }),
    });
    const tools = { ...road.tools, directory };
    await expect(by(hosts.gpu1Bob, box, undefined, tools)).rejects.toMatchObject({
      code: 'ROUTE_UNPROVEN',
    });
    const records = await road.tools.clientFiles.records();
    expect(records.map(({ containerName }) => containerName)).not.toContain(box.name);
    await expectSilence(box);
  });

  it('no other is tried after a login was refused', async () => {
    const box = await run(docker20, ...loopback);
    const config = `${road.laptop.config}.refused`;
    const text = await readFile(road.laptop.config, 'utf8');
    // The connection that is open stays; an ssh that begins anew has the wrong key.
    const stranger = 'Host jump\n  IdentityFile /dev/null\n  User nobody\n\n';
    await writeFile(config, stranger + text, { mode: 0o600 });
    await road.tools.directory.reach(hosts.gpu1, never);
    const tools = { ...road.tools, settings: { configFile: config } };
    await writeFile(config, `${stranger}${text}\nInclude ${road.laptop.config}\n`, { mode: 0o600 });
    await expect(by(hosts.gpu1, box, undefined, tools)).rejects.toMatchObject({
      code: 'ROUTE_REFUSED',
    });
    await expectSilence(box);
  });
});

describe('an address that another container took over', () => {
  it('lets nobody in there, and the next attach finds the own one', async () => {
    // On a network of their own: of the usual one any container may get the address that is free.
    await docker('docker', 'network', 'create', network);
    const box = await run(docker20, '--network', network);
    const { alias } = await by(hosts.gpu1, box, 'bridge');
    const address = await forwarded(alias);
    await box.stop();
    const other = await run(docker20, '--network', network);
    const { alias: otherAlias } = await by(hosts.gpu1, other, 'bridge');
    expect(await forwarded(otherAlias)).toBe(address);
    const { code, stderr } = await road.laptop.ssh(alias, 'true');
    expect(code).toBe(255);
    expect(stderr).toContain(`Host key for ${alias} has changed`);
    await box.start();
    await by(hosts.gpu1, box);
    expect(await forwarded(alias)).not.toBe(address);
    await expectLogin(alias);
  });
});
