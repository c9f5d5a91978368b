import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import { Containers } from './containers.ts';
import { docker } from './dockerCliEngine.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

const accountsOf = (box: ContainerDetails) =>
  containers.inside(
    box,
    ...['sh', '-c', 'cat /etc/passwd /etc/shadow; stat -c "%n %A %U:%G" /etc/passwd /etc/shadow'],
  );

async function undo(box: ContainerDetails, uid: number) {
  const request = { engine: containers.engine, container: box, uid, laptop: 'laptop-1' };
  return undoPreparation(request, AbortSignal.timeout(60_000));
}

describe('an account that lets nobody in', () => {
  it.each([
    ['root, locked', 'root', ['passwd', '-l', 'root'], ['unlock'], 'root'],
    ['one without a shell', 'www-data', ['true'], ['shell'], 'www-data'],
    [
      'one without a shell and a home',
      'games',
      ['usermod', '-d', '/srv/games', 'games'],
      ['shell', 'home'],
      'games',
    ],
  ])(
    '%s, is mended with consent, and as it was after undo',
    async (_, user, spoil, repairs, name) => {
      const box = await containers.start('workspace');
      await containers.inside(box, ...spoil);
      await containers.inside(box, 'mkdir', '-p', '/var/www');
      const before = await accountsOf(box);
      await expect(containers.prepare(box, { user })).rejects.toMatchObject({
        code: 'CONSENT_NEEDED',
      });
      expect(await accountsOf(box)).toBe(before);
      expect(await containers.inside(box, 'ls', '/etc')).not.toContain('dockhop');

      const preparation = await containers.prepare(box, { user }, 'yes');
      expect(preparation.repairs).toEqual(repairs);
      const login = await containers.ssh(
        preparation,
        'id -un; cd && touch mine && rm mine && echo home',
      );
      expect(login.stdout).toBe(user === 'www-data' ? 'www-data\n' : `${name}\nhome\n`);
      // It is done once.
      expect((await containers.prepare(box, { user }, 'no')).repairs).toEqual([]);

      const { undone, left } = await undo(box, preparation.uid);
      expect(undone).toHaveLength(2 + repairs.length);
      expect(left).toEqual([]);
      expect(await accountsOf(box)).toBe(before);
      expect(await containers.inside(box, 'ls', '/etc', '/srv')).not.toMatch(/dockhop|games/);
    },
  );

  it('a uid without an entry, gets one with its group and a home', async () => {
    const box = await containers.start('workspace', ['--user', '4242:100']);
    const before = await accountsOf(box);
    const preparation = await containers.prepare(box, {}, 'yes');
    expect(preparation).toMatchObject({ user: 'uid4242', uid: 4242, repairs: ['account'] });
    const login = await containers.ssh(preparation, 'id -u; id -g; cd; touch mine; pwd');
    expect(login.stdout).toBe('4242\n100\n/home/uid4242\n');
    const again = await containers.prepare(box);
    expect(again).toMatchObject({ user: 'uid4242', repairs: [] });

    const { undone, left } = await undo(box, 4242);
    expect(undone).toContain('the account of uid 4242');
    // What the person put there stays.
    expect(left).toEqual(['the home of uid 4242']);
    expect(await accountsOf(box)).toBe(before);
  });

  it('is left alone where its file is the host’s, or belongs to nobody’s container', async () => {
    const dir = (await docker('volume', 'create')).trim();
    const seed = await containers.start('workspace', ['-v', `${dir}:/seed`]);
    await containers.inside(seed, 'sh', '-c', 'cp /etc/passwd /etc/shadow /seed');
    const path = await docker('volume', 'inspect', '-f', '{{.Mountpoint}}', dir);
    const box = await containers.start('workspace', [
      ...['-v', `${path}/passwd:/etc/passwd`, '-v', `${path}/shadow:/etc/shadow`],
    ]);
    for (const user of ['www-data', '4242']) {
      await expect(containers.prepare(box, { user }, 'yes')).rejects.toMatchObject({
        code: 'USER_UNKNOWN',
      });
    }
    await docker('rm', '-f', '-v', seed.id, box.id);
    await docker('volume', 'rm', dir);
  });

  it('without any capabilities is mended where root’s own files suffice', async () => {
    const options = ['--cap-drop', 'ALL', '--user', '4242', '--env', 'HOME=/srv/nowhere'];
    const box = await containers.start('workspace', options);
    const before = await accountsOf(box);
    const preparation = await containers.prepare(box, {}, 'yes');
    expect(preparation).toMatchObject({ mode: 'user', repairs: ['account'] });
    const login = await containers.ssh(preparation, 'id -un');
    expect(login).toMatchObject({ stdout: 'uid4242\n' });
    expect((await undo(box, 4242)).left).toEqual([]);
    expect(await accountsOf(box)).toBe(before);
    expect(await containers.inside(box, 'ls', '-A', '/etc', '/var/tmp', '/srv')).not.toMatch(
      /dockhop|nowhere/,
    );
  });

  it('stays as somebody else changed it meanwhile', async () => {
    const box = await containers.start('workspace');
    const { uid } = await containers.prepare(box, { user: 'games' }, 'yes');
    await containers.inside(box, 'usermod', '-s', '/bin/sh', 'games');
    const { left } = await undo(box, uid);
    expect(left).toEqual([`the login shell of uid ${uid}`]);
    expect(await containers.inside(box, 'grep', '^games:', '/etc/passwd')).toMatch(/:\/bin\/sh$/);
  });
});
