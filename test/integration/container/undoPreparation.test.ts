import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import { Containers } from './containers.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

const inTime = () => AbortSignal.timeout(100_000);
const untimed = (snapshot: string) => snapshot.replace(/ \d+\.\d+ /g, ' ');

describe('undo', () => {
  it('leaves a container as it was', async () => {
    const box = await containers.start('workspace');
    const before = untimed(await containers.snapshot(box));
    const { directory, uid } = await containers.prepare(box);
    expect(await containers.inside(box, 'ls', '/etc/profile.d')).toContain('dockhop.sh');
    const request = { engine: containers.engine, container: box, uid, laptop: 'laptop-1' };
    expect(await undoPreparation(request, inTime())).toEqual({
      undone: [directory, '/etc/profile.d/dockhop.sh'],
      left: [],
    });
    expect(untimed(await containers.snapshot(box))).toBe(before);
    expect(await undoPreparation(request, inTime())).toEqual({ undone: [], left: [] });
  });

  it('takes one laptop’s key and leaves the others theirs', async () => {
    const box = await containers.start('workspace');
    const preparation = await containers.prepare(box);
    await containers.prepare(box, { laptop: 'laptop-2' });
    const { directory, uid } = preparation;
    const request = { engine: containers.engine, container: box, uid };
    expect(await undoPreparation({ ...request, laptop: 'laptop-2' }, inTime())).toEqual({
      undone: [`the key of this laptop in ${directory}/authorized_keys`],
      left: [`${directory} (the keys of other laptops are in it)`],
    });
    expect(await containers.ssh(preparation, 'echo in')).toMatchObject({ stdout: 'in\n' });
  });

  it('leaves another user’s preparation and the profile that it needs', async () => {
    const box = await containers.start('workspace');
    const root = await containers.prepare(box);
    const dev = await containers.prepare(box, { user: 'dev' });
    const request = { engine: containers.engine, container: box, laptop: 'laptop-1' };
    expect(await undoPreparation({ ...request, uid: root.uid }, inTime())).toEqual({
      undone: [root.directory],
      left: [],
    });
    expect(await containers.inside(box, 'ls', '/etc/profile.d')).toContain('dockhop.sh');
    expect(await containers.ssh(dev, 'id -un')).toMatchObject({ stdout: 'dev\n' });
  });

  it('leaves what somebody else put in its place', async () => {
    const box = await containers.start('workspace');
    const { directory } = await containers.prepare(box);
    await containers.inside(box, 'chown', '1000', directory);
    await containers.inside(box, 'sh', '-c', 'echo mine >>/etc/profile.d/dockhop.sh');
    const request = { engine: containers.engine, container: box, uid: 0, laptop: 'laptop-1' };
    expect(await undoPreparation(request, inTime())).toEqual({
      undone: [],
      left: [`${directory} (someone else made it)`],
    });
  });
});
