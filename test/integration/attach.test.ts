import { describe, expect, it } from 'vitest';
import { docker, hosts, recreate, type EngineName } from '../lab/lab.ts';
import { Laptop } from './laptop.ts';
import { useLaptop } from './useLaptop.ts';

interface Attached {
  readonly alias: string;
  readonly uri: string;
  readonly user: string;
  readonly folder: string;
  readonly hostKey: string;
  readonly steps: readonly { readonly name: string; readonly ms: number }[];
}

const laptop = useLaptop();

async function attach(host: string, container: string, ...more: string[]): Promise<Attached> {
  return (await laptop().json('attach', host, container, '--print', ...more)) as Attached;
}

/** The PATH that the container's image and its run command give to its own programs. */
async function ownPath(engine: EngineName, container: string): Promise<string> {
  return (await docker(engine, 'exec', container, 'printenv', 'PATH')).trim();
}

const ways: readonly (readonly [
  what: string,
  host: string,
  engine: EngineName,
  container: string,
])[] = [
  ['docker group', hosts.gpu1, 'docker', 'ws-idle'],
  ['rootless docker', hosts.gpu1Bob, 'bob', 'ws-idle'],
  ['a jump host that has only nc', hosts.gpu1Nc, 'docker', 'ws-noport'],
  ['a host block full of options', hosts.gpu1Busy, 'docker', 'ws-idle'],
  ['rootful podman', hosts.gpu2, 'podman', 'ws-idle'],
  ['rootless podman', hosts.gpu2Peggy, 'peggy', 'ws-idle'],
  ['no SSH server', hosts.gpu1, 'docker', 'ws-nossh'],
  ['no SSH server, rootless', hosts.gpu1Bob, 'bob', 'ws-nossh'],
  ['no SSH server, podman', hosts.gpu2Peggy, 'peggy', 'ws-nossh'],
  ['no port', hosts.gpu1, 'docker', 'ws-noport'],
  ['USER 1000', hosts.gpu1, 'docker', 'ws-user'],
  ['USER 1000, podman', hosts.gpu2Peggy, 'peggy', 'ws-user'],
  ['no network', hosts.gpu1, 'docker', 'ws-nonet'],
  ['read-only root', hosts.gpu1, 'docker', 'ws-readonly'],
  ['host network', hosts.gpu1, 'docker', 'ws-hostnet'],
  ['its own environment', hosts.gpu1, 'docker', 'ws-env'],
  ['tmpfs /run', hosts.gpu1, 'docker', 'ws-tmpfsrun'],
];

describe('attach', () => {
  it.each(ways)('%s: %s', async (_, host, engine, container) => {
    const { alias, user, uri, folder } = await attach(host, container);
    expect(uri.startsWith(`vscode-remote://ssh-remote+${alias}/`)).toBe(true);
    expect(folder.startsWith('/')).toBe(true);

    const { code, stdout, stderr } = await laptop().ssh(alias, 'echo "$PATH"; id -un');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([await ownPath(engine, container), user, '']);

    // A login shell too: /etc/profile would reset the PATH.
    const login = await laptop().ssh(alias, 'bash -lc "echo \\$PATH"');
    expect(login.stdout.trim()).toBe(await ownPath(engine, container));
    expect((await laptop().dockhop('forget', host, container, '--undo')).code).toBe(0);
  });

  it('by the published port, where asked', async () => {
    const { alias } = await attach(hosts.gpu1, 'ws-published', '--route', 'published');
    const { code, stdout } = await laptop().ssh(alias, 'echo "$SSH_CONNECTION"');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\.\d+ \d+ .* 2222$/m);
    await laptop().json('forget', hosts.gpu1, 'ws-published', '--undo');
  });

  it('says so where the port is not published', async () => {
    const { code, stderr } = await laptop().dockhop(
      ...['attach', hosts.gpu1, 'ws-noport', '--print', '--route', 'published'],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dockhop: ROUTE_UNAVAILABLE: /m);
  });
});

describe('a second time, and back', () => {
  it('changes no byte on the laptop or in the container, and all of it can be taken back', async () => {
    // New, so that no other laptop has prepared it and the server has to be installed.
    await recreate('docker', 'ws-nossh');
    const before = await laptop().snapshot();
    const { alias, steps } = await attach(hosts.gpu1, 'ws-nossh');
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
    const listing = 'find /etc/dockhop -type f -printf "%p %m %T@ %s\\n" | sort';
    const inside = () => docker('docker', 'exec', 'ws-nossh', 'sh', '-c', listing);
    const files = await laptop().snapshot();
    const container = await inside();
    expect(container).toContain('/enter ');

    const again = await attach(hosts.gpu1, 'ws-nossh');
    expect(again.alias).toBe(alias);
    expect(again.steps.map(({ name }) => name)).not.toContain('install');
    expect(again.steps.map(({ name }) => name)).not.toContain('proof');
    expect(await laptop().snapshot()).toEqual(files);
    expect(await inside()).toBe(container);

    const forgotten = await laptop().json('forget', hosts.gpu1, 'ws-nossh', '--undo');
    expect(forgotten).toMatchObject({ alias, removed: true, left: [] });
    const after = await laptop().snapshot();
    expect(after.get('config')).toBe(before.get('config'));
    const gone = await docker('docker', 'exec', 'ws-nossh', 'sh', '-c', 'ls -d /etc/dockhop* || :');
    expect(gone).toBe('');
  });
});

describe('with no Dockhop running', () => {
  it.each(['ws-idle', 'ws-tmpfsrun'])('%s works again after a restart', async (container) => {
    const { alias } = await attach(hosts.gpu1, container);
    await docker('docker', 'restart', '-t', '0', container);
    expect(await laptop().ssh(alias, 'true')).toMatchObject({ code: 0 });
  });

  it('names a stopped container in one line, and works when it is started again', async () => {
    const { alias } = await attach(hosts.gpu1, 'ws-noport');
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
  });

  it('starts a stopped container only when asked to', async () => {
    const refused = await laptop().dockhop('attach', hosts.gpu1, 'ws-stopped', '--print');
    expect(refused.stderr).toMatch(
      /^dockhop: CONTAINER_STOPPED: .*ws-stopped is not running \(exited\); /m,
    );
    const { alias } = await attach(hosts.gpu1, 'ws-stopped', '--start');
    expect(await laptop().ssh(alias, 'true')).toMatchObject({ code: 0 });
    await laptop().json('forget', hosts.gpu1, 'ws-stopped', '--undo');
    await docker('docker', 'stop', '-t', '0', 'ws-stopped');
  });
});

describe('a recreated container', () => {
  it('is pinned anew under the same alias', async () => {
    const first = await attach(hosts.gpu1, 'trainer-api-1');
    await recreate('docker', 'trainer-api-1');
    expect((await laptop().ssh(first.alias, 'true')).code).toBe(255);
    const second = await attach(hosts.gpu1, 'trainer-api-1');
    expect(second.alias).toBe(first.alias);
    expect(second.hostKey).not.toBe(first.hostKey);
    expect(await laptop().ssh(first.alias, 'true')).toMatchObject({ code: 0 });
  });
});

describe('refusals name what to do', () => {
  it.each([
    ['sudo only', hosts.gpu1Carol, 'ENGINE_DENIED'],
    ['nobody', hosts.gpu1Dave, 'ENGINE_DENIED'],
  ])('%s', async (_, host, code) => {
    const { code: status, stderr, stdout } = await laptop().dockhop('ps', host, '--json');
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^dockhop: ${code}: .*; .*\\n$`));
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  it('an unknown host key is never accepted without a person', async () => {
    const stranger = await Laptop.create();
    try {
      await stranger.forgetHostKeys();
      const refused = await stranger.dockhop('attach', hosts.gpu1, 'ws-idle', '--print', '--yes');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/^dockhop: HOST_KEY_UNKNOWN: .*SHA256:.*jump/m);
    } finally {
      await stranger.remove();
    }
  });
});
