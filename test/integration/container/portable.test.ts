import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortableServers } from '../../../src/core/container/portable/portableServers.ts';
import type { Preparation } from '../../../src/core/container/preparation.ts';
import {
  prepareContainer,
  type PrepareRequest,
} from '../../../src/core/container/prepareContainer.ts';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import type { Answer, PortableQuestion } from '../../../src/core/ports/prompter.ts';
import { nobody } from '../../nobody.ts';
import { bareImage } from './bareImage.ts';
import { Containers, imageId } from './containers.ts';
import { docker, DockerCliEngine } from './dockerCliEngine.ts';
import { expectForwards } from './forwards.ts';
import { nastyEnvironment } from './nastyEnvironment.ts';

/** What `npm run package` puts into the extension. */
const packed = path.join(import.meta.dirname, '../../../dist/portable');
const portable = new PortableServers(packed);
const inTime = () => AbortSignal.timeout(100_000);

let containers: Containers;
let busybox: string;
beforeAll(async () => {
  containers = await Containers.create();
  busybox = await bareImage('busybox', await imageId('debian'));
});
afterAll(async () => {
  await containers.close();
});

interface Person {
  readonly packages?: Answer;
  readonly portable?: Answer;
  readonly questions?: PortableQuestion[];
}

function prepare(
  container: ContainerDetails,
  request: Partial<PrepareRequest> = {},
  { packages = 'yes', portable: answer = 'yes', questions = [] }: Person = {},
): Promise<Preparation> {
  const ignore = () => undefined;
  const { engine, publicKey } = containers;
  return prepareContainer(
    { engine, container, authorizedKey: `${publicKey} me@laptop`, laptop: 'laptop-1', ...request },
    {
      log: { debug: ignore, info: ignore, warn: ignore },
      progress: { step: ignore, output: ignore },
      prompter: {
        ...nobody,
        allowInstall: () => Promise.resolve(packages),
        allowPortable: (question) => {
          questions.push(question);
          return Promise.resolve(answer);
        },
      },
      portable,
    },
    inTime(),
  );
}

/** The connection to it is cut while programs are sent. */
class CutEngine extends DockerCliEngine {
  override exec(...[container, request, until]: Parameters<DockerCliEngine['exec']>) {
    const { stdin } = request;
    const sent = stdin instanceof Uint8Array ? { stdin: stdin.subarray(0, 500_000) } : {};
    return super.exec(container, { ...request, ...sent }, until);
  }
}

/** Every file of a container that lies in none of the kernel's file systems. */
async function files(container: ContainerDetails): Promise<string> {
  const script =
    'find / -path /proc -prune -o -path /sys -prune -o -path /dev/pts -prune -o -print | sort';
  return containers.inside(container, 'sh', '-c', script);
}

async function undo(container: ContainerDetails, { uid }: Preparation): Promise<void> {
  const request = { engine: containers.engine, container, uid, laptop: 'laptop-1' };
  const { left } = await undoPreparation(request, inTime());
  expect(left).toEqual([]);
}

/** All that a person does over SSH, and a restart. */
async function expectService(box: ContainerDetails, preparation: Preparation): Promise<void> {
  const { user } = preparation;
  const port = 2222;
  const who = await containers.ssh(preparation, 'id -un');
  expect(who).toEqual({ code: 0, stdout: `${user}\n`, stderr: '' });
  const terminal = await containers.ssh(preparation, '-tt', 'tty');
  expect(terminal.stdout).toMatch(/^\/dev\/pts\/\d+/);
  expect(await containers.ssh(preparation, '-s', 'sftp')).toMatchObject({ code: 0, stderr: '' });
  await expectForwards(await containers.sshArguments(preparation));
  await docker('restart', '-t', '0', box.id);
  const again = await prepare(await containers.engine.inspectContainer(box.id), {
    user,
    daemon: () => Promise.resolve(port),
  });
  // What lay in memory is brought and made anew.
  const isLost = /^.(opt|tmp)./.test(preparation.directory);
  const { hostKey } = again;
  const daemon = { port, isNew: true };
  expect(again).toEqual({ ...preparation, hostKey, installed: isLost, daemon });
  expect(hostKey === preparation.hostKey).toBe(!isLost);
  const banner = await containers.ssh(again, '-W', `127.0.0.1:${port}`);
  expect(banner.stdout).toMatch(/^SSH-2\.0-OpenSSH_9/);
}

describe.concurrent('the portable server', () => {
  it.each([
    ['root, in an image without libraries', [], '/etc/dockhop', 'root'],
    [
      'a user there, without a network',
      ['--network', 'none', '--user', '1000'],
      '/etc/dockhop',
      'dev',
    ],
    [
      'a user who may not become another',
      ['--cap-drop', 'SYS_CHROOT', '--user', '1000'],
      '/etc/dockhop',
      'dev',
    ],
    ['root, who may give no file away', ['--cap-drop', 'CHOWN'], '/etc/dockhop', 'root'],
    [
      'a user, where root may give no file away',
      ['--cap-drop', 'CHOWN', '--user', '1000'],
      '/var/tmp/dockhop-1000',
      'dev',
    ],
    ['a user, where root may do nothing', ['--cap-drop', 'ALL', '--user', '1000'], '/var', 'dev'],
    [
      'root, where nothing but /opt can be written',
      ['--read-only', '--tmpfs', '/opt:exec', '--tmpfs', '/run'],
      '/opt/dockhop',
      'root',
    ],
    [
      'a user, where nothing but /tmp can be written',
      ['--read-only', '--tmpfs', '/tmp:exec', '--user', '1000'],
      '/tmp/dockhop',
      'dev',
    ],
  ])('serves %s', async (_, options, base, user) => {
    const variables = Object.entries(nastyEnvironment);
    const environment = variables.flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const box = await containers.startImage(busybox, [...options, ...environment]);
    const before = await files(box);
    const preparation = await prepare(box);
    expect(preparation).toMatchObject({ portable: true, installed: true, user });
    expect(preparation.directory.startsWith(`${base}/`)).toBe(true);
    const { stdout } = await containers.ssh(preparation, 'env -0');
    const received = stdout.split('\0');
    for (const [name, value] of variables) expect(received).toContain(`${name}=${value}`);
    await expectService(box, preparation);
    await undo(box, preparation);
    // A restart empties what is in memory; our own files are gone either way.
    const after = await files(box);
    expect(after).not.toContain('dockhop');
    if (!options.includes('--read-only')) expect(after).toBe(before);
  });

  it('serves an image with glibc whose network is gone, and says why it is brought', async () => {
    const box = await containers.start('debian', ['--network', 'none']);
    const questions: PortableQuestion[] = [];
    const preparation = await prepare(box, {}, { questions });
    expect(questions).toEqual([
      {
        host: 'local',
        container: box.name,
        source: 'dockhop',
        version: 'OpenSSH_9.2p1',
        bytes: expect.any(Number) as number,
        directory: preparation.directory,
        instead: expect.objectContaining({ code: 'INSTALL_FAILED' }) as Error,
      },
    ]);
    await expectService(box, preparation);
    await undo(box, preparation);
    expect(await files(box)).not.toContain('dockhop');
  });

  it('comes where packages cannot be unpacked, which is known before', async () => {
    const box = await containers.start('debian', ['--cap-drop', 'CHOWN']);
    const before = await containers.snapshot(box);
    await expect(prepare(box, {}, { portable: 'no' })).rejects.toMatchObject({
      code: 'CAPS_MISSING',
      details: { capabilities: 'CHOWN' },
    });
    expect(await containers.snapshot(box)).toBe(before);
    const preparation = await prepare(box);
    expect(preparation).toMatchObject({ portable: true, mode: 'root' });
    expect((await containers.ssh(preparation, 'true')).code).toBe(0);
  });

  it('comes when an installation fails, if the person agrees', async () => {
    const box = await containers.start('debian');
    const broken = "printf '#!/bin/sh\\nexit 100\\n' >/usr/bin/apt-get";
    await containers.inside(box, 'sh', '-c', broken);
    await expect(prepare(box, {}, { portable: 'no' })).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
    });
    expect(await files(box)).not.toContain('/etc/dockhop');
    expect(await prepare(box)).toMatchObject({ portable: true });
  });

  // Alone, for it counts what is run.
  it(
    'is asked for by name, and then preferred to what is installed',
    { concurrent: false },
    async () => {
      const box = await containers.start('workspace');
      await expect(
        prepare(box, { portable: 'always' }, { portable: 'cannotAsk' }),
      ).rejects.toMatchObject({ code: 'CONSENT_NEEDED' });
      const preparation = await prepare(box, { portable: 'always' });
      expect(preparation.sshd).toBe(`${preparation.directory}/sshd`);
      containers.engine.ran.length = 0;
      expect(await prepare(box)).toEqual({ ...preparation, changed: false, installed: false });
      expect(containers.engine.ran).toEqual(['dockhop-probe', 'dockhop-configure']);
    },
  );

  it('is brought anew where it is not the one that was brought', async () => {
    const box = await containers.startImage(busybox);
    const preparation = await prepare(box);
    await containers.inside(box, 'sh', '-c', `echo >>${preparation.directory}/ssh-keygen`);
    expect(await prepare(box)).toEqual(preparation);
    expect((await containers.ssh(preparation, 'true')).code).toBe(0);
  });

  it.each([
    ['no place runs programs', ['--read-only', '--tmpfs', '/opt'], 'NO_PACKAGE_MANAGER'],
    ['there is no room', ['--read-only', '--tmpfs', '/opt:exec,size=1m'], 'PORTABLE_UNFIT'],
  ])('leaves nothing behind where %s', async (_, options, code) => {
    const box = await containers.startImage(busybox, options);
    await expect(prepare(box)).rejects.toMatchObject({ code });
    expect(await files(box)).not.toContain('dockhop');
  });

  it('for another machine does not run here, which is found out in time', async () => {
    const box = await containers.start('debian', ['--network', 'none']);
    const lie = "printf '#!/bin/sh\\necho aarch64\\n' >/usr/bin/uname";
    await containers.inside(box, 'sh', '-c', lie);
    await expect(prepare(box)).rejects.toMatchObject({
      code: 'PORTABLE_UNFIT',
      details: { reason: expect.stringContaining('it does not run there') as string },
    });
    expect(await files(box)).not.toContain('dockhop');
  });

  it('for 64-bit ARM serves under qemu-user', async () => {
    const box = await containers.startImage(await bareImage('arm', await imageId('debian')));
    const preparation = await prepare(box);
    const { directory, hostKey } = preparation;
    await docker('cp', path.join(packed, 'aarch64'), `${box.id}:/opt/arm`);
    const replace = `mkdir /opt/arm/empty
      echo 'exec qemu-aarch64-static /opt/arm/sshd "$@"' >${directory}/sshd
      chown -R 0:0 /opt/arm
      qemu-aarch64-static /opt/arm/ssh-keygen -y -f ${directory}/hostkey`;
    expect(await containers.inside(box, 'sh', '-c', replace)).toBe(hostKey);
    const login = await containers.ssh(preparation, 'cat /proc/$PPID/cmdline; id -un');
    expect(login).toMatchObject({ code: 0, stderr: '' });
    expect(login.stdout).toMatch(/qemu-aarch64.*root\n$/s);
    const terminal = await containers.ssh(preparation, '-tt', 'tty');
    expect(terminal.stdout).toMatch(/^\/dev\/pts\/\d+/);
    expect(await containers.ssh(preparation, '-s', 'sftp')).toMatchObject({ code: 0, stderr: '' });
  });

  it('succeeds after an upload that was cut', async () => {
    const box = await containers.startImage(busybox);
    const directory = `/etc/dockhop/${box.id}/0`;
    await containers.inside(box, 'mkdir', '-p', '-m', '755', directory);
    await containers.inside(box, 'sh', '-c', `echo half >${directory}/programs.new`);
    await containers.inside(box, 'ln', '-s', '999999', `${directory}/lock`);
    await expect(prepare(box, { engine: new CutEngine() })).rejects.toMatchObject({
      code: 'PORTABLE_UNFIT',
    });
    expect(await files(box)).not.toContain('dockhop');
    const preparation = await prepare(box);
    expect((await containers.ssh(preparation, 'true')).code).toBe(0);
  });
});
