import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  freeInnerPort,
  freePublishedPort,
  type ChoosePort,
} from '../../../src/core/container/configure/sshPort.ts';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import { publishedPorts } from '../../../src/core/engine/publishedPorts.ts';
import { stopDaemon } from '../../../src/core/container/configure/stopDaemon.ts';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import { docker } from './dockerCliEngine.ts';
import { Containers } from './containers.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

const inTime = () => AbortSignal.timeout(100_000);
/** Each look is a program of a busy machine. */
const patience = { timeout: 30_000, interval: 200 };
const at =
  (port: number): ChoosePort =>
  () =>
    Promise.resolve(port);
const published =
  (box: ContainerDetails): ChoosePort =>
  (own) =>
    freePublishedPort(containers.engine, box, publishedPorts(box.ports), own, inTime());
const publishing = (...ports: number[]) => ports.flatMap((port) => ['-p', `127.0.0.1::${port}`]);

/** sshd says that it listens a moment before its name does. */
async function expectDaemons(box: { id: string }, count: number): Promise<readonly string[]> {
  return vi.waitFor(async () => {
    const pids = await daemonPids(box);
    expect(pids).toHaveLength(count);
    return pids;
  }, patience);
}

async function daemonPids(box: { id: string }): Promise<readonly string[]> {
  const table = await docker('top', box.id, '-eo', 'pid,args');
  return table
    .split('\n')
    .filter((row) => row.includes('[listener]'))
    .map((row) => row.trim().split(/\s+/)[0] ?? '');
}

describe('a daemon for a published port', () => {
  it.each(['root', 'dev'])('lets %s in, is started once, and ends with undo', async (user) => {
    const box = await containers.start('workspace', publishing(22));
    const preparation = await containers.prepare(box, { user, daemon: published(box) });
    expect(preparation.daemon).toEqual({ port: 22, isNew: true });
    const hostPort = box.ports.find(({ containerPort }) => containerPort === 22)?.hostPort ?? 0;
    expect(await containers.sshTo(hostPort, preparation, 'id -un')).toMatchObject({
      code: 0,
      stdout: `${user}\n`,
    });
    const first = await expectDaemons(box, 1);

    const again = await containers.prepare(box, { user, daemon: published(box) });
    expect(again.daemon).toEqual({ port: 22, isNew: false });
    expect(await daemonPids(box)).toEqual(first);

    const { uid, directory } = preparation;
    const request = { engine: containers.engine, container: box, uid, laptop: 'laptop-1' };
    const { undone } = await undoPreparation(request, inTime());
    expect(undone).toContain(`sshd of ${directory}`);
    await expectDaemons(box, 0);
  });

  it('moves to another port, and comes back after a restart', async () => {
    const box = await containers.start('workspace', publishing(22, 2222));
    await containers.prepare(box, { daemon: at(22) });
    await containers.prepare(box, { daemon: at(2222) });
    await expectDaemons(box, 1);
    await docker('restart', '-t', '0', box.id);
    const again = await containers.engine.inspectContainer(box.id);
    const preparation = await containers.prepare(again, { daemon: at(2222) });
    const hostPort = again.ports.find(({ containerPort }) => containerPort === 2222)?.hostPort ?? 0;
    expect(await containers.sshTo(hostPort, preparation, 'true')).toMatchObject({ code: 0 });
  });

  it('does not fight over a port', async () => {
    const box = await containers.start('workspace', publishing(22, 8080));
    await containers.inside(
      box,
      'sh',
      '-c',
      'mkdir -p /run/sshd && ssh-keygen -A >/dev/null && /usr/sbin/sshd',
    );
    const { daemon } = await containers.prepare(box, { daemon: published(box) });
    expect(daemon?.port).toBe(8080);
    await expect(containers.prepare(box, { daemon: at(22) })).rejects.toMatchObject({
      code: 'SSHD_NOT_STARTED',
      details: { port: '22' },
    });
  });

  it('has no place where nothing is published', async () => {
    const box = await containers.start('workspace');
    await expect(containers.prepare(box, { daemon: published(box) })).rejects.toMatchObject({
      code: 'ROUTE_UNAVAILABLE',
    });
  });

  it('is one, however many windows ask at once', async () => {
    const box = await containers.start('workspace');
    const inner: ChoosePort = (own) => freeInnerPort(containers.engine, box, own, inTime());
    await containers.prepare(box, { daemon: at(2222) });
    await docker('restart', '-t', '0', box.id);
    const again = await containers.engine.inspectContainer(box.id);
    const asked = [1, 2, 3].map(() => containers.prepare(again, { daemon: inner }));
    const daemons = (await Promise.all(asked)).map(({ daemon }) => daemon);
    expect(new Set(daemons.map((daemon) => daemon?.port))).toEqual(new Set([2222]));
    expect(daemons.filter((daemon) => daemon?.isNew)).toHaveLength(1);
    await expectDaemons(box, 1);
  });

  it('is each user’s own', async () => {
    const box = await containers.start('workspace', publishing(22, 2222));
    const root = await containers.prepare(box, { user: 'root', daemon: published(box) });
    const dev = await containers.prepare(box, { user: 'dev', daemon: published(box) });
    expect([root.daemon?.port, dev.daemon?.port]).toEqual([22, 2222]);
    await expectDaemons(box, 2);
  });
});

describe('a daemon that comes and goes', () => {
  it('is not another process that got its number', async () => {
    const box = await containers.start('workspace');
    const inner: ChoosePort = (own) => freeInnerPort(containers.engine, box, own, inTime());
    const { directory, daemon } = await containers.prepare(box, { daemon: inner });
    expect(daemon).toEqual({ port: 2222, isNew: true });
    const takeOver = 'kill "$(cat "$0")"; sleep 300 >/dev/null 2>&1 & echo $! >"$0"';
    await containers.inside(box, 'sh', '-c', takeOver, `${directory}/run/sshd.pid`);
    await expectDaemons(box, 0);
    const again = await containers.prepare(box, { daemon: inner });
    expect(again.daemon).toEqual({ port: 2222, isNew: true });
    expect(await docker('top', box.id, '-eo', 'pid,args')).toContain('sleep 300');
  });

  it('ends when no route needs it, but not another laptop’s', async () => {
    const box = await containers.start('workspace');
    const { directory, enterUid } = await containers.prepare(box, { daemon: at(2222) });
    const place = { engine: containers.engine, container: box };
    const stop = () => stopDaemon(place, { directory, enterUid, laptop: 'laptop-1' }, inTime());
    await containers.prepare(box, { daemon: at(2222), laptop: 'laptop-2' });
    expect(await stop()).toBe('needed');
    await expectDaemons(box, 1);
    await undoPreparation({ ...place, uid: 0, laptop: 'laptop-2' }, inTime());
    expect(await stop()).toBe('ended');
    await expectDaemons(box, 0);
    expect(await stop()).toBe('absent');
  });

  it('says that only root may listen there', async () => {
    const closed = ['--sysctl', 'net.ipv4.ip_unprivileged_port_start=1024'];
    const box = await containers.start('workspace', [...closed, '--user', '1000']);
    await expect(containers.prepare(box, { daemon: at(22) })).rejects.toMatchObject({
      code: 'SSHD_NOT_STARTED',
      details: { reason: 'only root may listen there' },
    });
  });
});
