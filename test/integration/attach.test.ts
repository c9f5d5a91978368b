import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, hosts, recreate, type EngineName, type Workspace } from '../lab/lab.ts';
import { Laptop, type Finished } from './laptop.ts';
import { RoadUnderTest } from './roadUnderTest.ts';

interface Attached {
  readonly alias: string;
  readonly hostKey: string;
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
}

let road: RoadUnderTest;

beforeAll(async () => {
  road = await RoadUnderTest.create();
}, 600_000);

afterAll(async () => {
  await road.remove();
});

const laptop = (): Laptop => road.laptop;

async function attach(
  container: Workspace,
  more: readonly string[] = [],
  from = laptop(),
): Promise<Attached> {
  return (await from.json('attach', hosts.gpu1, container, '--print', ...more)) as Attached;
}

/** For a test that looks at every file of it. */
async function withLaptop(use: (own: Laptop) => Promise<void>): Promise<void> {
  const own = await Laptop.create();
  try {
    await use(own);
  } finally {
    await own.remove();
  }
}

/** Commands and login shells, whose /etc/profile would reset the PATH, have the image's. */
async function expectOwnPath(
  ssh: (command: string) => Promise<Finished>,
  [engine, container, user]: readonly [EngineName, Workspace, string],
): Promise<void> {
  const { code, stdout, stderr } = await ssh('echo "$PATH"; id -un; bash -lc "echo \\$PATH"');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const own = (await docker(engine, 'exec', container, 'printenv', 'PATH')).trim();
  expect(stdout.split('\n')).toEqual([own, user, own, '']);
}

/** All at the same time, so no container occurs twice. */
const ways: readonly (readonly [
  what: string,
  host: string,
  engine: EngineName,
  container: Workspace,
])[] = [
  ['rootless docker', hosts.gpu1Bob, 'bob', 'ws-idle'],
  ['a jump host that has only nc', hosts.gpu1Nc, 'docker', 'ws-published'],
  ['a host block full of options', hosts.gpu1Busy, 'docker', 'ws-loopback'],
  ['rootful podman', hosts.gpu2, 'podman', 'ws-idle'],
  ['rootless podman', hosts.gpu2Peggy, 'peggy', 'ws-idle'],
  ['no SSH server, rootless', hosts.gpu1Bob, 'bob', 'ws-nossh'],
  ['no SSH server, podman', hosts.gpu2Peggy, 'peggy', 'ws-nossh'],
  ['no port', hosts.gpu1, 'docker', 'ws-noport'],
  ['USER 1000', hosts.gpu1, 'docker', 'ws-user'],
  ['USER 1000, podman', hosts.gpu2Peggy, 'peggy', 'ws-user'],
  ['no network', hosts.gpu1, 'docker', 'ws-nonet'],
  ['read-only root', hosts.gpu1, 'docker', 'ws-readonly'],
  ['host network', hosts.gpu1, 'docker', 'ws-hostnet'],
  ['its own environment', hosts.gpu1, 'docker', 'ws-env'],
  ['docker group', hosts.gpu1, 'docker', 'ws-idle'],
  ['tmpfs /run', hosts.gpu1, 'docker', 'ws-tmpfsrun'],
];

/** In the engine docker. Their entries work after a restart, with no Dockhop running. */
const restarted: readonly Workspace[] = ['ws-idle', 'ws-tmpfsrun'];

describe.concurrent('attach', () => {
  it.each(ways)('%s: %s', async (_, host, engine, container) => {
    const { alias, user, uri, folder } = await road.attachment(host, container);
    expect(uri.startsWith(`vscode-remote://ssh-remote+${alias}/`)).toBe(true);
    expect(folder.startsWith('/')).toBe(true);
    const ssh = (command: string) => laptop().ssh(alias, command);
    await expectOwnPath(ssh, [engine, container, user]);
    if (engine === 'docker' && restarted.includes(container)) {
      await docker(engine, 'restart', '-t', '0', container);
      expect(await ssh('true')).toMatchObject({ code: 0 });
    }
    expect(await road.forget(host, container)).toMatchObject({ alias, removed: true });
  });
});

// Begins when those above have ended: it stops, restarts and makes anew some of the same containers.
describe('the terminal face', () => {
  it.concurrent('attaches by the published port, where asked', async () => {
    const { alias } = await attach('ws-published', ['--route', 'published']);
    const { code, stdout } = await laptop().ssh(alias, 'echo "$SSH_CONNECTION"');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\.\d+ \d+ .* 2222$/m);
    await laptop().json('forget', hosts.gpu1, 'ws-published', '--undo');
  });

  it.concurrent('says so where the port is not published', async () => {
    const { code, stderr } = await laptop().dockhop(
      ...['attach', hosts.gpu1, 'ws-idle', '--print', '--route', 'published'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dockhop: ROUTE_UNAVAILABLE: /m);
  });

  it.concurrent(
    'changes no byte the second time, on the laptop or in the container, and all of it can be taken back',
    async () => {
      await withLaptop(async (own) => {
        // New, so that no other laptop has prepared it and the server has to be installed.
        await recreate('docker', 'ws-nossh');
        const before = await own.snapshot();
        const { alias, steps } = await attach('ws-nossh', [], own);
        expect(steps.map(({ name }) => name)).toEqual(
          expect.arrayContaining([
            'connect',
            'find',
            'probe',
            'install',
            'configure',
            'entry',
            'proof',
          ]),
        );
        const ssh = (command: string) => own.ssh(alias, command);
        await expectOwnPath(ssh, ['docker', 'ws-nossh', 'root']);
        const listing = 'find /etc/dockhop -type f -printf "%p %m %T@ %s\\n" | sort';
        const inside = () => docker('docker', 'exec', 'ws-nossh', 'sh', '-c', listing);
        const files = await own.snapshot();
        const container = await inside();
        expect(container).toContain('/enter ');

        const again = await attach('ws-nossh', [], own);
        expect(again.alias).toBe(alias);
        expect(again.steps.map(({ name }) => name)).not.toContain('install');
        expect(again.steps.map(({ name }) => name)).not.toContain('proof');
        expect(await own.snapshot()).toEqual(files);
        expect(await inside()).toBe(container);

        const forgotten = await own.json('forget', hosts.gpu1, 'ws-nossh', '--undo');
        expect(forgotten).toMatchObject({ alias, removed: true, left: [] });
        const after = await own.snapshot();
        expect(after.get('config')).toBe(before.get('config'));
        const places = 'ls -d /etc/dockhop* || :';
        expect(await docker('docker', 'exec', 'ws-nossh', 'sh', '-c', places)).toBe('');
      });
    },
  );

  it.concurrent(
    'leaves an entry that names a stopped container in one line, and works when it is started again',
    async () => {
      const { alias } = await attach('ws-noport');
      const id = (await docker('docker', 'inspect', '-f', '{{.Id}}', 'ws-noport')).trim();
      await docker('docker', 'stop', '-t', '0', 'ws-noport');
      try {
        const { code, stderr } = await laptop().ssh(alias, 'true');
        expect(code).toBe(255);
        expect(stderr.split('\n').filter((line) => line.includes(id))).toHaveLength(1);
      } finally {
        await docker('docker', 'start', 'ws-noport');
      }
      expect(await laptop().ssh(alias, 'true')).toMatchObject({ code: 0 });
    },
  );

  it.concurrent('starts a stopped container only when asked to', async () => {
    const refused = await laptop().dockhop('attach', hosts.gpu1, 'ws-stopped', '--print');
    expect(refused.stderr).toMatch(
      /^dockhop: CONTAINER_STOPPED: .*ws-stopped is not running \(exited\); /m,
    );
    try {
      const { alias } = await attach('ws-stopped', ['--start']);
      expect(await laptop().ssh(alias, 'true')).toMatchObject({ code: 0 });
      await laptop().json('forget', hosts.gpu1, 'ws-stopped', '--undo');
    } finally {
      await docker('docker', 'stop', '-t', '0', 'ws-stopped');
    }
  });

  it.concurrent('pins a recreated container anew under the same alias', async () => {
    const first = await attach('trainer-api-1');
    await recreate('docker', 'trainer-api-1');
    expect((await laptop().ssh(first.alias, 'true')).code).toBe(255);
    const second = await attach('trainer-api-1');
    expect(second.alias).toBe(first.alias);
    expect(second.hostKey).not.toBe(first.hostKey);
    expect(await laptop().ssh(first.alias, 'true')).toMatchObject({ code: 0 });
  });

  it.concurrent.each([
    ['sudo only', hosts.gpu1Carol, 'ENGINE_DENIED'],
    ['nobody', hosts.gpu1Dave, 'ENGINE_DENIED'],
  ])('names what to do about a refusal: %s', async (_, host, code) => {
    const { code: status, stderr, stdout } = await laptop().dockhop('ps', host, '--json');
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^dockhop: ${code}: .*; .*\\n$`));
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  it.concurrent('never accepts an unknown host key without a person', async () => {
    await withLaptop(async (stranger) => {
      await stranger.forgetHostKeys();
      const refused = await stranger.dockhop('attach', hosts.gpu1, 'ws-idle', '--print', '--yes');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/^dockhop: HOST_KEY_UNKNOWN: .*SHA256:.*jump/m);
    });
  });
});
