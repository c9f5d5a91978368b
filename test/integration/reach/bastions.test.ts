import { copyFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { reachHosts, reachSshConfig } from '../../lab/doors.ts';
import { laterEngines, laterHosts, laterWorkspaces } from '../../lab/laterEngines.ts';
import { useLaptop } from '../useLaptop.ts';

const laptop = useLaptop();

beforeAll(async () => {
  await copyFile(reachSshConfig, laptop().config);
});

interface Listed {
  readonly hosts: readonly {
    readonly engines: readonly {
      readonly kind: string;
      readonly version: string;
      readonly rootless: boolean;
      readonly socket: string;
      readonly containers: readonly { readonly name: string }[];
    }[];
  }[];
}

interface Failed {
  readonly error: { readonly code: string; readonly message: string; readonly hop?: string };
}

/** The engines of a host, as `dockhop ps` has them. */
async function enginesOf(host: string): Promise<Listed['hosts'][0]['engines']> {
  const { hosts } = (await laptop().json('ps', host)) as Listed;
  return hosts[0]?.engines ?? [];
}

// All at once: some wait for what will not come.
describe.concurrent('hosts whose engine is listed all the same', () => {
  const docker = { kind: 'docker', rootless: false, socket: laterEngines.docker.socket };
  const cases = [
    ['the login shell prints 30 lines before every answer', laterHosts.gpu3Noisy],
    ['nothing is forwarded', laterHosts.gpu3Unforwarded],
    ['there is one session at a time', laterHosts.gpu3One],
  ] as const;

  test.each(cases)('%s', async (_name, host) => {
    const engines = await enginesOf(host);
    const rootful = engines.find(({ rootless }) => !rootless);
    expect(rootful).toMatchObject(docker);
    expect(rootful?.containers.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...laterWorkspaces]),
    );
  });

  test.each([
    ['a jump host with one session at a time', reachHosts.gpu1One],
    ['three jump hosts', reachHosts.gpu1Far],
    ['a jump host that lets two knock at a time', reachHosts.gpu1Few],
  ])('%s', async (_name, host) => {
    const names = (await enginesOf(host)).flatMap(({ containers }) => containers);
    // Which no test makes anew that runs beside this one.
    expect(names.map(({ name }) => name)).toContain('ws-published');
  });

  test('an entry leads past a login shell that ends in the middle of a line', async () => {
    const args = [laterHosts.gpu3Noisy, 'ws-idle'];
    const { alias } = (await laptop().json('attach', ...args, '--print')) as { alias: string };
    expect(await laptop().ssh(alias, 'echo', 'inside')).toMatchObject({
      code: 0,
      stdout: 'inside\n',
    });
    expect(await laptop().dockhop('forget', ...args, '--undo')).toMatchObject({ code: 0 });
  });

  test('the way through three jump hosts is shown as it is', async () => {
    const { hops } = (await laptop().json('path', reachHosts.gpu1Far)) as {
      hops: { name: string; via: string }[];
    };
    expect(hops.map(({ name, via }) => `${name} ${via}`)).toEqual([
      'jump direct',
      'jump-b jump',
      'jump-c jump',
      'gpu1-far jump',
    ]);
  });
});

describe.concurrent('later engines', () => {
  const versions = { docker: /^26\./, podman: /^5\./ };

  test.each(Object.entries(laterEngines))('%s', async (name, { host, socket }) => {
    const engine = (await enginesOf(host)).find((one) => one.socket === socket);
    expect(engine?.rootless).toBe(name === 'bob' || name === 'peggy');
    expect(engine?.version).toMatch(engine?.kind === 'podman' ? versions.podman : versions.docker);
    expect(engine?.containers.map((container) => container.name)).toEqual(
      expect.arrayContaining([...laterWorkspaces]),
    );
  });
});

describe.concurrent('bastions that are no hosts are named, and nobody waits for them', () => {
  async function isNamed(host: string): Promise<void> {
    const started = Date.now();
    const { code, stdout } = await laptop().dockhop('--json', 'ps', host);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(code).toBe(1);
    const { error } = JSON.parse(stdout) as Failed;
    expect(error.code).toMatch(/^(HOST_UNFIT|COMMAND_REFUSED)$/);
    expect(error.message).toContain(host);
    expect(error.message).toMatch(/bastion of the lab|backups only/);
  }

  test('a menu instead of a shell', async () => {
    await isNamed(reachHosts.jumpMenu);
  });

  test('one program, whatever is asked for', async () => {
    await isNamed(reachHosts.jumpForced);
  });
});
