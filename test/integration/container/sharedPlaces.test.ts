import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import { Containers } from './containers.ts';
import { docker } from './dockerCliEngine.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

describe('containers that share something', () => {
  it('a home: each has its own host key, and undo in one leaves the other', async () => {
    const first = await containers.start('workspace', ['-v', '/root']);
    const boxes = [first, await containers.start('workspace', ['--volumes-from', first.id])];
    const [one, two] = await Promise.all(boxes.map((box) => containers.prepare(box)));
    if (!one || !two) throw new Error('two containers');
    expect(one.hostKey).not.toBe(two.hostKey);
    for (const preparation of [one, two]) {
      expect(await containers.ssh(preparation, 'hostname')).toMatchObject({
        stdout: `${preparation.container.slice(0, 12)}\n`,
      });
    }
    const request = { engine: containers.engine, container: first, uid: 0, laptop: 'laptop-1' };
    await undoPreparation(request, AbortSignal.timeout(60_000));
    expect((await containers.ssh(one, 'true')).code).not.toBe(0);
    expect((await containers.ssh(two, 'true')).code).toBe(0);
    expect(await containers.inside(first, 'ls', '-A', '/root')).not.toContain('dockhop');
  });

  it('an image that was made of a prepared one: the key of the first is not the second’s', async () => {
    const box = await containers.start('workspace');
    const first = await containers.prepare(box);
    const image = await docker('commit', box.id);
    const copy = await containers.startImage(image);
    const second = await containers.prepare(copy);
    expect(second.hostKey).not.toBe(first.hostKey);
    expect(second.directory).not.toBe(first.directory);
    expect((await containers.ssh(second, 'true')).code).toBe(0);
    await docker('rm', '-f', copy.id);
    await docker('rmi', image);
  });

  it('their memory: a directory that a neighbour made there first is not used', async () => {
    const neighbour = await containers.start('workspace', ['--ipc', 'shareable', '--user', '1000']);
    await docker('exec', neighbour.id, 'mkdir', '-m', '777', '/dev/shm/dockhop');
    const shared = ['--read-only', '--ipc', `container:${neighbour.id}`];
    const box = await containers.start('workspacereadonly', shared);
    await expect(containers.prepare(box)).rejects.toMatchObject({ code: 'NO_WRITABLE_PLACE' });
    const other = await containers.start('workspacereadonly', [...shared, '--tmpfs', '/run']);
    const { directory } = await containers.prepare(other);
    expect(directory).toBe(`/run/dockhop/${other.id}/0`);
    expect(await containers.inside(neighbour, 'ls', '-A', '/dev/shm/dockhop')).toBe('');
  });

  it('their people: users and laptops of one container do not disturb each other', async () => {
    const box = await containers.start('workspace', ['--security-opt', 'no-new-privileges']);
    const [root, dev, again] = await Promise.all([
      containers.prepare(box, { laptop: 'laptop-1' }),
      containers.prepare(box, { laptop: 'laptop-1', user: 'dev' }),
      containers.prepare(box, { laptop: 'laptop-2', user: 'dev' }),
    ]);
    expect(again.hostKey).toBe(dev.hostKey);
    expect(root.hostKey).not.toBe(dev.hostKey);
    expect(await containers.ssh(root, 'id -un')).toMatchObject({ stdout: 'root\n' });
    expect(await containers.ssh(dev, 'id -un')).toMatchObject({ stdout: 'dev\n' });
    // Each lets in the user whom it was prepared for, and nobody else.
    expect((await containers.ssh({ ...root, user: 'dev' }, 'true')).code).not.toBe(0);
    expect((await containers.ssh({ ...dev, user: 'root' }, 'true')).code).not.toBe(0);
  });
});
