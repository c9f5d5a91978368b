import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import { docker } from './dockerCliEngine.ts';
import { Containers, type Heard } from './containers.ts';

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

const inTime = () => AbortSignal.timeout(60_000);
const newHeard = (): Heard => ({ steps: [], questions: [], output: [], log: [] });

// Side by side: they wait for a package manager most of the time.
describe.concurrent('a container without an SSH server', () => {
  it('is not touched without consent', async () => {
    const box = await containers.start('debian');
    const before = await containers.snapshot(box);
    for (const answer of ['no', 'cannotAsk'] as const) {
      await expect(containers.prepare(box, {}, answer)).rejects.toMatchObject({
        code: 'CONSENT_NEEDED',
      });
    }
    expect(await containers.snapshot(box)).toBe(before);
  });

  it('gets one from its package manager, though a repository of somebody else’s is dead, and nothing that listens or lingers', async () => {
    const box = await containers.start('debian', ['--env', 'GREETING=hello there']);
    const dead = 'echo deb http://127.0.0.1:9/dead stable main >/etc/apt/sources.list.d/dead.list';
    await containers.inside(box, 'sh', '-c', dead);
    const heard = newHeard();
    const preparation = await containers.prepare(box, {}, 'yes', heard);
    expect(preparation).toMatchObject({ installed: true, mode: 'root', user: 'root', uid: 0 });
    expect(heard.questions).toEqual([
      {
        ...{ host: 'local', container: box.name, manager: 'apt-get' },
        packages: ['openssh-server'],
        extras: ['wget', 'procps', 'ca-certificates'],
        lacking: [],
      },
    ]);
    expect(heard.steps).toEqual(['probe', 'install', 'configure']);
    expect(heard.output.join('\n')).toContain('openssh-server');
    expect(preparation.missing).toEqual([]);

    const login = await containers.ssh(preparation, 'echo "$GREETING"; id -u');
    expect(login).toMatchObject({ code: 0, stdout: 'hello there\n0\n', stderr: '' });
    const look = 'ls /usr/sbin/policy-rc.d /var/lib/apt/lists; cat /proc/net/tcp /proc/net/tcp6';
    const left = await containers.inside(box, 'sh', '-c', `{ ${look}; } 2>&1`);
    expect(left).toContain("'/usr/sbin/policy-rc.d': No such file");
    expect(left).not.toMatch(/Packages| 0A /);
  });

  it('says why an installation failed, and leaves nothing behind', async () => {
    const box = await containers.start('debian');
    const dead = 'echo deb http://127.0.0.1:9/dead stable main >/etc/apt/sources.list';
    await containers.inside(box, 'sh', '-c', dead);
    await expect(containers.prepare(box, {}, 'yes')).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      details: { packages: 'openssh-server', reason: expect.stringContaining('openssh') as string },
    });
    expect(await containers.inside(box, 'ls', '/usr/sbin', '/etc')).not.toMatch(
      /policy-rc\.d|dockhop/,
    );
  });

  it('is not asked about where nothing could be installed', async () => {
    const readOnly = await containers.start('debian', ['--read-only', '--tmpfs', '/run']);
    await expect(containers.prepare(readOnly, {}, 'yes')).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      details: { reason: 'its file system is read-only' },
    });
    const alone = await containers.start('debian', ['--network', 'none']);
    await expect(containers.prepare(alone, {}, 'yes')).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      details: { reason: 'it has no network' },
    });
    const bare = await containers.start('debian', ['--cap-drop', 'ALL']);
    await expect(containers.prepare(bare, {}, 'yes')).rejects.toMatchObject({
      code: 'CAPS_MISSING',
    });
  });
});

describe('a container with an SSH server', () => {
  it('is ready in two execs, and the second time they change nothing', async () => {
    const box = await containers.start('workspace');
    const heard = newHeard();
    const first = await containers.prepare(box, {}, 'no', heard);
    expect(heard.steps).toEqual(['probe', 'configure']);
    expect(first).toMatchObject({
      container: box.id,
      directory: `/etc/dockhop/${box.id}/0`,
      enterUid: 0,
      installed: false,
      sshd: '/usr/sbin/sshd',
      home: '/root',
      repairs: [],
      leftOutEnv: [],
    });
    expect(first.version).toMatch(/^OpenSSH_9\.2/);
    expect((await containers.ssh(first, 'true')).code).toBe(0);

    const before = await containers.snapshot(box);
    containers.engine.ran.length = 0;
    const second = await containers.prepare(box);
    expect(second).toEqual({ ...first, changed: false });
    expect(containers.engine.ran).toEqual(['dockhop-probe', 'dockhop-configure']);
    expect(await containers.snapshot(box)).toBe(before);
  });

  it('keeps the keys of ten laptops and two users, prepared and undone at the same time', async () => {
    const box = await containers.start('workspace');
    const laptops = Array.from({ length: 10 }, (_, index) => `laptop-${index}`);
    const all = await Promise.all([
      containers.prepare(box, { laptop: 'laptop-0', user: 'dev' }),
      ...laptops.map((laptop) => containers.prepare(box, { laptop })),
    ]);
    expect(new Set(all.map(({ hostKey }) => hostKey)).size).toBe(2);
    const directory = `/etc/dockhop/${box.id}/0`;
    const keys = await containers.inside(box, 'cat', `${directory}/authorized_keys`);
    const marks = keys.split('\n').map((line) => line.split(' ').at(-1));
    expect(marks.sort()).toEqual(laptops.map((laptop) => `dockhop:${laptop}`));
    expect(await containers.inside(box, 'ls', directory)).toBe(
      'authorized_keys\nenter\nhostkey\nsshd_config',
    );

    const request = { engine: containers.engine, container: box, uid: 0 };
    const others = laptops.slice(1);
    await Promise.all(others.map((laptop) => undoPreparation({ ...request, laptop }, inTime())));
    const left = await containers.inside(box, 'cat', `${directory}/authorized_keys`);
    expect(left).toMatch(/^\S+ \S+ dockhop:laptop-0$/);
    expect(await containers.ssh(all[0], 'id -un')).toMatchObject({ stdout: 'dev\n' });
    await undoPreparation({ ...request, laptop: 'laptop-0' }, inTime());
    expect(await containers.inside(box, 'ls', `/etc/dockhop/${box.id}`)).toBe('1000');
  });

  it('serves a locked account without unlocking it, terminals and files too', async () => {
    const box = await containers.start('workspace', ['--user', '1000', '--env', 'SECRET=abc']);
    const accounts = await containers.inside(box, 'cat', '/etc/passwd', '/etc/shadow');
    const preparation = await containers.prepare(box);
    expect(preparation).toMatchObject({ user: 'dev', uid: 1000, mode: 'user', enterUid: 1000 });
    const login = await containers.ssh(preparation, '-tt', 'tty; id -un; echo "$SECRET"');
    expect(login.stdout).toMatch(/\/dev\/pts\/\d+\r\ndev\r\nabc/);
    const { directory } = preparation;
    expect(await containers.inside(box, 'cat', '/etc/passwd', '/etc/shadow')).toBe(accounts);
    const modes = await containers.inside(
      box,
      ...['stat', '-c', '%A %u %n', directory, `${directory}/hostkey`, `${directory}/sshd_config`],
    );
    expect(modes).toBe(
      [
        `drwxr-xr-x 0 ${directory}`,
        `-rw------- 1000 ${directory}/hostkey`,
        `-rw------- 1000 ${directory}/sshd_config`,
      ].join('\n'),
    );
  });

  it('is reached without a network and after a restart that empties /run', async () => {
    const box = await containers.start('workspace', ['--network', 'none', '--tmpfs', '/run']);
    const preparation = await containers.prepare(box);
    expect((await containers.ssh(preparation, 'true')).code).toBe(0);
    await docker('restart', '-t', '0', box.id);
    expect(await containers.inside(box, 'ls', '/run')).toBe('');
    const login = await containers.ssh(preparation, 'echo back');
    expect(login).toMatchObject({ code: 0, stdout: 'back\n', stderr: '' });
  });

  it.each([
    ['/run/dockhop', ['--read-only', '--tmpfs', '/run']],
    ['/dev/shm/dockhop', ['--read-only']],
  ])('with a read-only root is served from %s', async (base, options) => {
    const box = await containers.start('workspacereadonly', options);
    const preparation = await containers.prepare(box);
    expect(preparation.directory).toBe(`${base}/${box.id}/0`);
    expect(await containers.ssh(preparation, 'echo ok')).toMatchObject({ code: 0, stdout: 'ok\n' });
  });

  it('whose memory is shared with others has no safe place there', async () => {
    const box = await containers.start('workspacereadonly', ['--read-only', '--ipc', 'host']);
    await expect(containers.prepare(box)).rejects.toMatchObject({ code: 'NO_WRITABLE_PLACE' });
  });

  it.each([
    [['--cap-drop', 'ALL'], undefined, 'SETGID, SETUID, SYS_CHROOT'],
    [['--cap-drop', 'SYS_CHROOT'], 'root', 'SYS_CHROOT'],
  ])('started with %j names what is missing for %s', async (options, user, capabilities) => {
    const box = await containers.start('workspace', options);
    const request = user === undefined ? {} : { user };
    await expect(containers.prepare(box, request)).rejects.toMatchObject({
      code: 'CAPS_MISSING',
      details: { capabilities },
    });
  });

  it.each([
    ['SYS_CHROOT', '/etc/dockhop'],
    ['CHOWN', '/var/tmp/dockhop-1000'],
    ['ALL', '/var/tmp/dockhop-1000'],
  ])('without %s still serves a user, from %s', async (dropped, base) => {
    const options = ['--cap-drop', dropped, '--env', 'SECRET=abc'];
    const box = await containers.start('workspace', options);
    const preparation = await containers.prepare(box, { user: 'dev' });
    expect(preparation.directory).toBe(`${base}/${box.id}/1000`);
    const login = await containers.ssh(preparation, 'id -un; echo $SECRET');
    expect(login).toMatchObject({ stdout: 'dev\nabc\n' });
    const before = await containers.inside(box, 'ls', '-lRn', '--time-style=+', '/var/tmp');
    const again = await containers.prepare(box, { user: 'dev' });
    expect(again).toEqual({ ...preparation, changed: false });
    expect(await containers.inside(box, 'ls', '-lRn', '--time-style=+', '/var/tmp')).toBe(before);

    const request = { engine: containers.engine, container: box, uid: 1000, laptop: 'laptop-1' };
    const { undone, left } = await undoPreparation(request, AbortSignal.timeout(60_000));
    expect(undone).toContain(preparation.directory);
    expect(left).toEqual([]);
    expect(await containers.inside(box, 'ls', '-A', '/etc', '/var/tmp')).not.toContain('dockhop');
  });

  it('whose user cannot be given files is not served from a directory of another', async () => {
    const box = await containers.start('workspace', ['--cap-drop', 'ALL']);
    await docker('exec', '-u', '1', box.id, 'mkdir', '/var/tmp/dockhop-1000');
    await expect(containers.prepare(box, { user: 'dev' })).rejects.toMatchObject({
      code: 'DIRECTORY_UNSAFE',
    });
  });

  it('has its say about who cannot log in', async () => {
    const box = await containers.start('workspace');
    for (const user of ['mallory', '4242', '$(reboot)', '-o', 'a:b', '']) {
      await expect(containers.prepare(box, { user }), user).rejects.toMatchObject({
        code: 'USER_UNKNOWN',
      });
    }
  });
});

describe('a place that somebody else prepared', () => {
  it.each([
    ['a directory of another owner', 'mkdir /etc/dockhop && chown 1000 /etc/dockhop'],
    ['one that all may write to', 'mkdir -m 777 /etc/dockhop'],
    ['a link', 'mkdir /srv/trap && ln -s /srv/trap /etc/dockhop'],
    ['a directory whose parent all may write to', 'chmod 777 /etc'],
  ])('is refused: %s', async (_, trap) => {
    const box = await containers.start('workspace');
    await containers.inside(box, 'sh', '-c', trap);
    await expect(containers.prepare(box)).rejects.toMatchObject({ code: 'DIRECTORY_UNSAFE' });
    expect(
      await containers.inside(box, 'sh', '-c', 'ls /srv/trap /etc/dockhop/ 2>/dev/null; :'),
    ).not.toMatch(/[0-9a-f]{64}/);
  });

  it('is left alone where it is of another container (docker commit)', async () => {
    const box = await containers.start('workspace');
    await containers.inside(box, 'mkdir', '-p', '-m', '755', '/etc/dockhop/0123/0');
    const preparation = await containers.prepare(box);
    expect((await containers.ssh(preparation, 'true')).code).toBe(0);
    expect(await containers.inside(box, 'ls', '/etc/dockhop')).toContain('0123\n');
  });

  it('is no place where the host or another container looks into it', async () => {
    const box = await containers.start('workspace', ['-v', '/etc/dockhop']);
    const { directory } = await containers.prepare(box);
    expect(directory).toBe(`/run/dockhop/${box.id}/0`);
  });
});

describe('a lock', () => {
  // The second is a pid that another process has by now.
  it.each(['999999.1', '1.1', 'rubbish'])(
    'of %s, who is gone, does not stop anybody',
    async (holder) => {
      const box = await containers.start('workspace');
      const { directory } = await containers.prepare(box);
      await containers.inside(box, 'ln', '-s', holder, `${directory}/lock`);
      await containers.prepare(box, { laptop: 'laptop-2' });
      expect(await containers.inside(box, 'ls', directory)).not.toContain('lock');
    },
  );
});

describe('a container that lies', () => {
  it('is refused, and runs nothing outside', async () => {
    const box = await containers.start('workspaceliar');
    await expect(containers.prepare(box)).rejects.toMatchObject({
      code: expect.stringMatching(/^(CONTAINER_|SSHD_REFUSED)/) as string,
    });
    for (const user of ['dev', '1001', '1002', '1003', '1004', 'sshd']) {
      await expect(containers.prepare(box, { user }), user).rejects.toMatchObject({
        code: expect.stringMatching(/^(CONTAINER_|USER_UNKNOWN|CONSENT_NEEDED)/) as string,
      });
    }
    expect(await containers.inside(box, 'ls', '/tmp', '/etc')).not.toMatch(/pwned|dockhop/);
  });
});
