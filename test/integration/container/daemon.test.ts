import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePublishedPort } from '../../../src/core/container/configure/sshPort.ts';
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

const signal = AbortSignal.timeout(100_000);
const publishing = (...ports: number[]) => ports.flatMap((port) => ['-p', `127.0.0.1::${port}`]);

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
    const port = await freePublishedPort(containers.engine, box, signal);
    expect(port).toBe(22);
    const preparation = await containers.prepare(box, { user, daemon: { port } });
    const hostPort = box.ports.find(({ containerPort }) => containerPort === 22)?.hostPort ?? 0;
    expect(await containers.sshTo(hostPort, preparation, 'id -un')).toMatchObject({
      code: 0,
      stdout: `${user}\n`,
    });
    const first = await daemonPids(box);
    expect(first).toHaveLength(1);

    expect(await freePublishedPort(containers.engine, box, signal)).toBe(22);
    await containers.prepare(box, { user, daemon: { port } });
    expect(await daemonPids(box)).toEqual(first);

    const { uid, directory } = preparation;
    const request = { engine: containers.engine, container: box, uid, laptop: 'laptop-1' };
    const { undone } = await undoPreparation(request, signal);
    expect(undone).toContain(`sshd of ${directory}`);
    await expect.poll(() => daemonPids(box)).toEqual([]);
  });

  it('moves to another port, and comes back after a restart', async () => {
    const box = await containers.start('workspace', publishing(22, 2222));
    await containers.prepare(box, { daemon: { port: 22 } });
    await containers.prepare(box, { daemon: { port: 2222 } });
    expect(await daemonPids(box)).toHaveLength(1);
    await docker('restart', '-t', '0', box.id);
    const again = await containers.engine.inspectContainer(box.id);
    const preparation = await containers.prepare(again, { daemon: { port: 2222 } });
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
    expect(await freePublishedPort(containers.engine, box, signal)).toBe(8080);
    await expect(containers.prepare(box, { daemon: { port: 22 } })).rejects.toMatchObject({
      code: 'SSHD_NOT_STARTED',
      details: { port: '22' },
    });
  });

  it('has no place where nothing is published', async () => {
    const box = await containers.start('workspace');
    await expect(freePublishedPort(containers.engine, box, signal)).rejects.toMatchObject({
      code: 'ROUTE_UNAVAILABLE',
    });
  });
});
