import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import { Containers, imageId, type Heard } from './containers.ts';
import { managerImage } from './managerImages.ts';

let containers: Containers;
const images = new Map<string, string>();
beforeAll(async () => {
  containers = await Containers.create();
  const base = await imageId('debian');
  for (const name of ['dnf', 'zypper', 'pacman'] as const) {
    images.set(name, await managerImage(name, base));
  }
}, 300_000);
afterAll(async () => {
  await containers.close();
});

const newHeard = (): Heard => ({ steps: [], questions: [], output: [], log: [] });

async function start(image: string, ...commands: readonly string[]): Promise<ContainerDetails> {
  const box = await containers.startImage(images.get(image) ?? '');
  for (const command of commands) await containers.inside(box, 'sh', '-c', command);
  return box;
}

const deadRpm = (file: string) =>
  `printf '[dead]\\nname=dead\\nenabled=1\\nautorefresh=1\\nbaseurl=http://127.0.0.1:9/\\ngpgcheck=0\\n' >${file}`;
const deadForPacman = `printf '[dead]\\nServer = http://127.0.0.1:9/\\n' >>/etc/pacman.conf`;

describe.concurrent('a real package manager', () => {
  it.each([
    ['dnf', 'dnf', [deadRpm('/etc/yum.repos.d/dead.repo')], '/var/cache/dnf', []],
    ['yum', 'dnf', ['mv /usr/bin/dnf /usr/bin/yum'], '/var/cache/dnf', []],
    // Its repository has no wget: what the server needs is installed all the same.
    [
      'zypper',
      'zypper',
      [deadRpm('/etc/zypp/repos.d/dead.repo')],
      '/var/cache/zypp/raw',
      ['curl or wget'],
    ],
    ['pacman', 'pacman', [deadForPacman], '/var/lib/pacman/sync', ['curl or wget']],
  ])(
    '%s installs a server, though a repository is dead, and leaves no lists',
    async (manager, image, commands, lists, missing) => {
      const box = await start(image, ...commands);
      const heard = newHeard();
      const preparation = await containers.prepare(box, {}, 'yes', heard);
      expect(heard.questions).toMatchObject([{ manager, extras: ['wget'] }]);
      expect(preparation).toMatchObject({ installed: true, missing });
      expect(await containers.ssh(preparation, 'echo in')).toMatchObject({ stdout: 'in\n' });
      const left = `find ${lists} -type f | grep -v -e solv -e expired -e '[.]log' -e /tempfiles; :`;
      expect(await containers.inside(box, 'sh', '-c', left)).toBe('');
    },
  );

  it('pacman gets past the lock of one that was killed', async () => {
    const box = await start('pacman', 'touch /var/lib/pacman/db.lck');
    expect(await containers.prepare(box, {}, 'yes')).toMatchObject({ installed: true });
  });

  it('is run by one laptop after the other', async () => {
    const box = await start('pacman');
    const both = ['one', 'two'].map((laptop) => containers.prepare(box, { laptop }, 'yes'));
    const [one, two] = await Promise.all(both);
    expect(one?.hostKey).toBe(two?.hostKey);
    expect(await containers.inside(box, 'sh', '-c', 'ls -A /etc | grep dockhop-; :')).toBe('');
  });

  it('says in its own words why it could not', async () => {
    const box = await start('dnf', 'rm -rf /srv/repo');
    await expect(containers.prepare(box, {}, 'yes')).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      details: { reason: expect.stringMatching(/openssh-server|repo/) as string },
    });
  });
});

describe.concurrent('a stand-in for a package manager that cannot be had here', () => {
  const standIn = (name: string) => `
    mkdir -p /srv/hidden /var/db/repos/gentoo/metadata && mv /usr/sbin/sshd /srv/hidden/ && rm -f /usr/bin/apt-get
    cat >/usr/local/bin/${name} <<'END'
#!/bin/sh
echo "${name} $* via $http_proxy" >>/srv/asked
case "$*" in
  *openssh*) mv /srv/hidden/sshd /usr/sbin/ ;;
esac
END
    chmod 755 /usr/local/bin/${name}`;

  it.each([
    ['apk', 'apk --no-cache --no-progress --wait 120 add openssh-server'],
    ['microdnf', 'microdnf -y --setopt=install_weak_deps=0 install openssh-server'],
    ['tdnf', 'tdnf -y install openssh-server'],
    ['xbps-install', 'xbps-install -y -M openssh'],
    ['emerge', 'emerge --noreplace --quiet net-misc/openssh'],
    ['opkg', 'opkg install openssh-server openssh-sftp-server openssh-keygen'],
  ])('%s is asked for a server in its own words, by the proxy', async (name, words) => {
    const proxy = 'http://proxy:3128';
    const box = await containers.start('workspace', ['--env', `HTTP_PROXY=${proxy}`]);
    await containers.inside(box, 'sh', '-c', standIn(name));
    const preparation = await containers.prepare(box, {}, 'yes');
    expect(preparation.installed).toBe(true);
    expect(await containers.inside(box, 'cat', '/srv/asked')).toContain(`${words} via ${proxy}`);
  });
});
