import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveHost } from '../../../../../src/core/ssh/config/resolveHost.ts';
import { resolvePath } from '../../../../../src/core/ssh/config/resolvePath.ts';
import { temporaryDirectory } from '../temporaryDirectory.ts';

const { signal } = new AbortController();

async function configOf(text: string): Promise<{ configFile: string }> {
  const configFile = path.join(await temporaryDirectory(), 'config');
  await writeFile(configFile, text, { mode: 0o600 });
  return { configFile };
}

/** The hops as short text: `user@host:port via`. */
async function hopsOf(config: string, destination: string): Promise<string[]> {
  const { hops } = await resolvePath(destination, await configOf(config), signal);
  return hops.map(
    ({ user, hostName, port, via, command }) =>
      `${user}@${hostName}:${port} ${via}${command === undefined ? '' : ` ${command}`}`,
  );
}

const config = `
Host target
  HostName 10.9.0.1
  User alice
  ProxyJump middle
Host middle
  HostName middle.example.org
  Port 2200
  User bob
  ProxyJump outer
Host outer
  User carol
Host list
  User dora
  ProxyJump eve@middle:2222,ssh://fay@10.9.0.2:23,[fe80::1]:24
Host recipe
  HostName 10.9.0.3
  Port 2022
  User gus
  ProxyCommand ssh -p 32200 root@127.0.0.1 nc %h %p # 100%% %n %r
Host behind-recipe
  User hal
  ProxyJump recipe
Host tokens
  User ida
  ProxyJump gate-%h,%r@b
Host none
  User joe
  ProxyJump none
Host circle
  User kim
  ProxyJump circle2
Host circle2
  User lea
  ProxyJump circle
Host self
  ProxyJump self
Host fdpass
  ProxyUseFdpass yes
  ProxyCommand nc -F %h %p
Host bad-token
  ProxyCommand nc %x
Host bad-jump
  ProxyJump "$(id)"
Host *
  User mia
`;

describe('resolvePath', () => {
  test.each([
    ['other', ['mia@other:22 direct']],
    ['zoe@other', ['zoe@other:22 direct']],
    ['ssh://zoe@other:99', ['zoe@other:99 direct']],
    ['zoe@::1', ['zoe@::1:22 direct']],
    [
      'target',
      ['carol@outer:22 direct', 'bob@middle.example.org:2200 jump', 'alice@10.9.0.1:22 jump'],
    ],
    [
      'list',
      [
        'carol@outer:22 direct',
        'eve@middle.example.org:2222 jump',
        'fay@10.9.0.2:23 jump',
        'mia@fe80::1:24 jump',
        'dora@list:22 jump',
      ],
    ],
    [
      'recipe',
      ['gus@10.9.0.3:2022 command ssh -p 32200 root@127.0.0.1 nc 10.9.0.3 2022 # 100% recipe gus'],
    ],
    [
      'behind-recipe',
      [
        'gus@10.9.0.3:2022 command ssh -p 32200 root@127.0.0.1 nc 10.9.0.3 2022 # 100% recipe gus',
        'hal@behind-recipe:22 jump',
      ],
    ],
    ['tokens', ['mia@gate-tokens:22 direct', 'ida@b:22 jump', 'ida@tokens:22 jump']],
    ['none', ['joe@none:22 direct']],
    ['fdpass', ['mia@fdpass:22 command nc -F fdpass 22']],
  ])('reaches %s as ssh would', async (destination, expected) => {
    expect(await hopsOf(config, destination)).toEqual(expected);
  });

  test('names each hop as the configuration does', async () => {
    const { host, hops } = await resolvePath('x@target', await configOf(config), signal);
    expect(host).toBe('x@target');
    expect(hops.map(({ name }) => name)).toEqual(['outer', 'middle', 'target']);
  });

  test.each([
    ['circle', 'CONFIG_UNREADABLE'],
    ['self', 'CONFIG_UNREADABLE'],
    ['bad-token', 'CONFIG_UNREADABLE'],
    ['-Fx', 'DESTINATION_REFUSED'],
  ])('refuses %s', async (destination, code) => {
    await expect(hopsOf(config, destination)).rejects.toMatchObject({ code });
  });

  test('refuses a ProxyCommand that hands over a socket where ssh2 is to do it', async () => {
    const settings = { ...(await configOf(config)), client: 'builtin' } as const;
    await expect(resolvePath('fdpass', settings, signal)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  });

  test('a name that is no plain word never becomes part of a command', async () => {
    const text = 'Host h\n  HostName x;id\n  ProxyCommand nc %h %p\n';
    await expect(hopsOf(text, 'h')).rejects.toHaveProperty('code');
  });
});

describe('resolveHost', () => {
  test('gives each value of a keyword', async () => {
    const settings = await configOf('IdentityFile ~/a\nIdentityFile ~/b\n');
    const values = await resolveHost('h', settings, signal);
    expect(values.get('identityfile')).toEqual(['~/a', '~/b']);
    expect(values.get('hostname')).toEqual(['h']);
  });

  test('says in ssh’s words why it cannot', async () => {
    const settings = await configOf('Nonsense yes\n');
    await expect(resolveHost('h', settings, signal)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: expect.stringContaining('line 1: Bad configuration option: nonsense') as unknown,
    });
  });

  test('says so when there is no such ssh', async () => {
    const settings = { program: '/nonexistent/ssh' };
    await expect(resolveHost('h', settings, signal)).rejects.toMatchObject({
      code: 'SSH_NOT_FOUND',
    });
  });

  test('can be cancelled, and ends what the configuration runs', async () => {
    const directory = await temporaryDirectory();
    const fifo = path.join(directory, 'fifo');
    execFileSync('mkfifo', [fifo]);
    // Both ignore a polite request, and hold the pipe open as long as they live.
    const script = `trap '' TERM\nexec 3>${fifo}\necho started >&3\nsleep 1000 & sleep 1000\n`;
    await writeFile(path.join(directory, 'script'), script);
    const settings = await configOf(`Match exec "sh ${directory}/script"\n  User x\n`);
    const controller = new AbortController();
    const resolving = resolveHost('h', settings, controller.signal);
    const pipe = createReadStream(fifo, 'utf8');
    const ended = once(pipe, 'end');
    await once(pipe, 'data');
    controller.abort();
    await expect(resolving).rejects.toHaveProperty('name', 'AbortError');
    await ended;
  });

  test('does not wait for what the configuration leaves running', async () => {
    const directory = await temporaryDirectory();
    const stop = path.join(directory, 'stop');
    execFileSync('mkfifo', [stop]);
    const settings = await configOf(`Match exec "cat ${stop} >&2 &"\n  User x\n`);
    const values = await resolveHost('h', settings, signal);
    expect(values.get('user')).toEqual(['x']);
    await writeFile(stop, '');
  });

  test('what the configuration runs may speak first', async () => {
    const settings = await configOf(`Match exec "echo hello >&2; bash -c '('"\n  Nonsense x\n`);
    await expect(resolveHost('h', settings, signal)).rejects.toMatchObject({
      details: { reason: 'line 2: Bad configuration option: nonsense' },
    });
  });
});
