import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findHostServer,
  type ServerHost,
} from '../../../../src/core/container/portable/hostServer.ts';
import {
  prepareContainer,
  type PrepareRequest,
} from '../../../../src/core/container/prepareContainer.ts';
import type { Preparation } from '../../../../src/core/container/preparation.ts';
import { undoPreparation } from '../../../../src/core/container/undoPreparation.ts';
import type { ContainerDetails } from '../../../../src/core/engine/container.ts';
import type { Answer, PortableQuestion } from '../../../../src/core/ports/prompter.ts';
import { ConnectionPool } from '../../../../src/core/ssh/connectionPool.ts';
import { labSshConfig } from '../../../lab/lab.ts';
import { laterHosts } from '../../../lab/laterEngines.ts';
import { nobody } from '../../../nobody.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { bareImage } from '../bareImage.ts';
import { Containers, imageId } from '../containers.ts';
import { docker, DockerCliEngine } from '../dockerCliEngine.ts';

/** Of the lab: OpenSSH 9.2, and 10.0, which is made of more programs. */
const configFile = path.join(path.dirname(labSshConfig), 'config.reach');
const log = recordingLog();
const pool = new ConnectionPool({ settings: { configFile }, prompter: nobody, log });
const never = new AbortController().signal;

let containers: Containers;
let busybox: string;
const hosts = new Map<string, ServerHost>();
beforeAll(async () => {
  containers = await Containers.create();
  busybox = await bareImage('busybox', await imageId('debian'));
  for (const host of ['gpu1', laterHosts.gpu3]) hosts.set(host, await pool.to(host, never));
});
afterAll(async () => {
  await containers.close();
  await pool.dispose();
});

/** As a laptop whose copy of Dockhop has no portable server for the machine. */
function prepare(
  container: ContainerDetails,
  host: string,
  request: Partial<PrepareRequest> = {},
  { repair = 'yes', questions = [] }: { repair?: Answer; questions?: PortableQuestion[] } = {},
): Promise<Preparation> {
  const ignore = () => undefined;
  const { engine, publicKey } = containers;
  const serverHost = hosts.get(host);
  return prepareContainer(
    { engine, container, authorizedKey: publicKey, laptop: 'laptop-1', ...request },
    {
      log: { debug: ignore, info: ignore, warn: ignore },
      progress: { step: ignore, output: ignore },
      prompter: {
        ...nobody,
        allowPortable: (question) => {
          questions.push(question);
          return Promise.resolve('yes');
        },
        allowRepair: () => Promise.resolve(repair),
      },
      ...(serverHost ? { serverHost } : {}),
    },
    AbortSignal.timeout(100_000),
  );
}

async function files(box: ContainerDetails): Promise<string> {
  const script =
    'find / -path /proc -prune -o -path /sys -prune -o -path /dev/pts -prune -o -print | sort; cat /etc/passwd';
  return containers.inside(box, 'sh', '-c', script);
}

/** All that VS Code does over SSH. */
async function expectService(preparation: Preparation): Promise<void> {
  const who = await containers.ssh(preparation, 'id -un; echo "$GREETING"; env | grep OPENSSL');
  expect(who).toEqual({ code: 1, stdout: `${preparation.user}\nhello there\n`, stderr: '' });
  const terminal = await containers.ssh(preparation, '-tt', 'tty');
  expect(terminal.stdout).toMatch(/^\/dev\/pts\/\d+/);
  expect(await containers.ssh(preparation, '-s', 'sftp')).toMatchObject({ code: 0, stderr: '' });
}

describe.concurrent('the SSH server of a host', () => {
  it.each([
    ['gpu1', 'root', 'OpenSSH_9.2', []],
    ['gpu1', 'dev', 'OpenSSH_9.2', ['--user', '1000', '--network', 'none']],
    [laterHosts.gpu3, 'root', 'OpenSSH_10.0p2', ['--network', 'none']],
    [laterHosts.gpu3, 'dev', 'OpenSSH_10.0p2', ['--user', '1000', '--cap-drop', 'ALL']],
  ])(
    'of %s serves %s where there is no portable one, and no library',
    async (host, user, version, options) => {
      const environment = ['--env', 'GREETING=hello there'];
      const box = await containers.startImage(busybox, [...environment, ...options]);
      const before = await files(box);
      const questions: PortableQuestion[] = [];
      const preparation = await prepare(box, host, {}, { questions });
      expect(questions).toMatchObject([{ host: 'local', source: 'host', version }]);
      expect(questions[0]?.bytes).toBeGreaterThan(5_000_000);
      const isRoot = user === 'root';
      expect(preparation).toMatchObject({
        ...{ user, version, portable: true, installed: true },
        ...{ mode: isRoot ? 'root' : 'user', repairs: isRoot ? ['server'] : [] },
      });
      await expectService(preparation);

      await docker('restart', '-t', '0', box.id);
      const restarted = await containers.engine.inspectContainer(box.id);
      const engine = new DockerCliEngine();
      const again = await prepare(restarted, host, { engine }, { repair: 'no' });
      expect(again).toEqual({ ...preparation, changed: false, installed: false, repairs: [] });
      expect(engine.ran).toEqual(['dockhop-probe', 'dockhop-configure']);
      expect(await containers.ssh(again, 'id -un')).toMatchObject({ stdout: `${user}\n` });

      const request = { engine: containers.engine, container: box, laptop: 'laptop-1' };
      const { left } = await undoPreparation({ ...request, uid: preparation.uid }, never);
      expect(left).toEqual([]);
      // What a server that is installed would leave, too.
      const own = /^\/(run\/sshd|var\/log(\/wtmp.db)?)\n/gm;
      expect((await files(box)).replace(own, '')).toBe(before);
    },
  );

  it('is brought anew where a library of it is another one', async () => {
    const box = await containers.startImage(busybox, ['--user', '1000']);
    const preparation = await prepare(box, 'gpu1');
    await containers.inside(box, 'sh', '-c', `echo >>${preparation.directory}/host/lib/libc.so.6`);
    expect(await prepare(box, 'gpu1')).toEqual(preparation);
    expect((await containers.ssh(preparation, 'true')).code).toBe(0);
  });

  it('leaves nothing behind without consent to its account', async () => {
    const box = await containers.startImage(busybox);
    const before = await files(box);
    await expect(prepare(box, 'gpu1', {}, { repair: 'no' })).rejects.toMatchObject({
      code: 'CONSENT_NEEDED',
    });
    expect(await files(box)).toBe(before);
  });

  it('is none where the host has none, which is said', async () => {
    const box = await containers.startImage(busybox);
    const answer = '\ndockhop-host-server\nerror=sshd\n';
    hosts.set('bare', {
      path: { host: 'bare', hops: [] },
      closed: never,
      run: () => Promise.resolve({ exitCode: 0, stdout: answer, stderr: '' }),
      openProgram: () => Promise.reject(new Error('nothing is fetched')),
    });
    await expect(prepare(box, 'bare', { portable: 'always' })).rejects.toMatchObject({
      code: 'PORTABLE_UNFIT',
      details: {
        reason: 'there is none for x86_64, and that of bare cannot take its place: it has no sshd',
      },
    });
  });

  it('is found past what start-up files print', async () => {
    const noisy = await pool.to(laterHosts.gpu3Noisy, never);
    expect(await findHostServer(noisy, never)).toMatchObject({
      version: { text: 'OpenSSH_10.0p2' },
    });
  });
});
