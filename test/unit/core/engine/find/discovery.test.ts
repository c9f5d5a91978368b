import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { discover, parseDiscovery } from '../../../../../src/core/engine/find/discovery.ts';
import {
  discoveryBegin,
  discoveryEnd,
  discoveryHeard,
  discoveryScript,
} from '../../../../../src/core/engine/find/discoveryScript.ts';
import { failure } from '../../../../../src/core/errors/dockhopError.ts';
import type { Log } from '../../../../../src/core/ports/log.ts';
import type { RunResult } from '../../../../../src/core/ssh/connection.ts';
import { never } from '../fakeEngine.ts';
import { isRunning } from '../../../../isRunning.ts';
import { recordingLog } from '../../../../recordingLog.ts';
import { LocalConnection } from '../localConnection.ts';

const answer = (...lines: string[]): string =>
  ['', discoveryBegin, 'uid 1000', 'user alice', ...lines, discoveryEnd, ''].join('\n');

describe('the answer', () => {
  test('is read, whatever login scripts print around it', () => {
    const text = answer(
      'cli docker /usr/bin/docker',
      'cli sudo /usr/bin/sudo',
      'socket allowed /run/user/1000/docker.sock - - -',
      'socket denied /var/run/docker.sock root docker 660',
      'elsewhere context ssh',
      'store user',
    );
    expect(parseDiscovery(`Welcome!\nsocket allowed /evil${text}bye\n`)).toEqual({
      user: 'alice',
      isRoot: false,
      posixShell: false,
      docker: '/usr/bin/docker',
      sudo: '/usr/bin/sudo',
      sockets: [
        { path: '/run/user/1000/docker.sock', allowed: true },
        {
          path: '/var/run/docker.sock',
          allowed: false,
          owner: 'root',
          group: 'docker',
          mode: '660',
        },
      ],
      elsewhere: [{ said: 'context', scheme: 'ssh' }],
      stores: ['user'],
    });
  });

  test.each([
    ['a path that is not absolute', 'cli docker docker'],
    ['a path with a shell in it', 'cli docker /bin/$(id)'],
    ['a command that was not asked for', 'cli sh /bin/sh'],
    ['a word too many', 'socket allowed /a b c 660 d'],
    ['a socket of nobody', 'socket allowed /a'],
    ['a mode that is none', 'socket denied /a root docker rw'],
    ['an owner with a shell in it', 'socket denied /a $(id) docker 660'],
    ['an address', 'elsewhere DOCKER_HOST tcp://10.0.0.1:2375'],
    ['a line of another kind', 'hello'],
    ['a socket that is neither', 'socket maybe /a - - -'],
    ['more than there can be', ...Array.from({ length: 40 }, () => 'socket allowed /a - - -')],
  ])('with %s is refused', (_, ...lines) => {
    expect(parseDiscovery(answer(...lines))).toBeUndefined();
  });

  test('that is cut off is refused', () => {
    const text = answer('cli docker /usr/bin/docker');
    expect(parseDiscovery(text.slice(0, text.indexOf(discoveryEnd)))).toBeUndefined();
  });

  test('of any text gives only plain, absolute paths', () => {
    const word = fc.oneof(
      fc.constantFrom('cli', 'socket', 'docker', 'allowed', '/run/x.sock', '/bin/docker'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(word)), (lines) => {
        const found = parseDiscovery(answer(...lines.map((line) => line.join(' '))));
        const paths = [found?.docker, found?.podman, ...(found?.sockets ?? []).map((s) => s.path)];
        for (const path of paths) expect(path ?? '/').toMatch(/^\/[A-Za-z0-9@%+=:,./_-]*$/);
      }),
    );
  });
});

const unknownShell = (log: Log) => ({ log, posixShell: false });

describe('a host that cannot be searched', () => {
  test.each([
    [
      'says so in its own words',
      { exitCode: 1, stdout: '', stderr: '\nPermitted: menu\n' },
      'menu',
    ],
    ['prints a menu instead', { exitCode: 0, stdout: '1) gpu1\n', stderr: '' }, '1) gpu1'],
    ['says nothing', { exitCode: null, stdout: '', stderr: '' }, 'exit code none'],
  ])('%s', async (_, result, words) => {
    const connection = new LocalConnection();
    connection.run = () => Promise.resolve(result);
    const error: unknown = await discover(connection, unknownShell(recordingLog()), never).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'HOST_UNFIT',
      message: expect.stringContaining(words) as unknown,
    });
  });
});

const shells = ['dash', 'bash', 'busybox', 'zsh', 'ksh'].filter((shell) =>
  existsSync(`/bin/${shell}`),
);

describe.each(shells)('the script in %s', (shell) => {
  let directory = '';

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dockhop-discovery-'));
    onTestFinished(() => rm(directory, { recursive: true }));
  });

  async function listen(...path: string[]): Promise<string> {
    const socketPath = join(directory, ...path);
    await mkdir(join(socketPath, '..'), { recursive: true });
    const server = createServer().listen(socketPath);
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    return socketPath;
  }

  function run(env: Record<string, string>) {
    const command = shell === 'busybox' ? ['sh', '-s'] : ['-s'];
    const { stdout, stderr } = spawnSync(`/bin/${shell}`, command, {
      input: discoveryScript(true),
      // bash would make one up.
      env: { PATH: '/usr/bin:/bin', HOME: directory, SHELL: '', ...env },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const found = parseDiscovery(stdout);
    const mine = found?.sockets
      .filter(({ path }) => path.startsWith(directory))
      .map(({ path, allowed }) => ({ path, allowed }));
    return { found, mine };
  }

  test('finds the sockets of the environment, each once', async () => {
    const socket = await listen('run', 'docker.sock');
    const podman = await listen('run', 'podman', 'podman.sock');
    await symlink(join(directory, 'run'), join(directory, 'other'));
    const XDG_RUNTIME_DIR = join(directory, 'run');
    const DOCKER_HOST = `unix://${directory}/other/docker.sock`;
    expect(run({ XDG_RUNTIME_DIR, DOCKER_HOST }).mine).toEqual([
      { path: socket, allowed: true },
      { path: podman, allowed: true },
    ]);
  });

  test('takes DOCKER_HOST where nothing else leads, and only as a plain word', async () => {
    const socket = await listen('my.sock');
    expect(run({ DOCKER_HOST: `unix://${socket}` }).mine).toHaveLength(1);
    const marker = join(directory, 'marker');
    const hostile = await listen('a $(touch marker);x.sock');
    for (const DOCKER_HOST of [
      `unix://${hostile}`,
      `unix://$(touch ${marker})`,
      'unix://relative.sock',
      'tcp://192.0.2.1:2375',
      '-n',
    ]) {
      expect(run({ DOCKER_HOST }).mine).toEqual([]);
    }
    expect(existsSync(marker)).toBe(false);
  });

  test('does not take a file for a socket', async () => {
    const file = join(directory, 'docker.sock');
    await writeFile(file, '');
    expect(run({ DOCKER_HOST: `unix://${file}`, XDG_RUNTIME_DIR: directory }).mine).toEqual([]);
  });

  test('finds a command on the PATH, but no alias, function or relative path', async () => {
    const bin = join(directory, 'tools');
    await mkdir(bin);
    await writeFile(join(bin, 'podman'), '#!/bin/sh\n');
    await chmod(join(bin, 'podman'), 0o755);
    expect(run({ PATH: `${bin}:/usr/bin:/bin` }).found?.podman).toBe(join(bin, 'podman'));
    const relative = run({ PATH: 'tools:/usr/bin:/bin' }).found?.podman;
    expect(relative ?? '/usr/bin/podman').toMatch(/^\//);
  });

  test('finds a command in the person’s own bin, which is not on the PATH over ssh', async () => {
    await mkdir(join(directory, 'bin'));
    await writeFile(join(directory, 'bin', 'podman'), '#!/bin/sh\n');
    await chmod(join(directory, 'bin', 'podman'), 0o755);
    expect(run({}).found?.podman).toMatch(/\/podman$/);
  });

  test('says whose a socket is and what may be done with it', async () => {
    const socket = await listen('my.sock');
    await chmod(socket, 0o640);
    const { found } = run({ DOCKER_HOST: `unix://${socket}` });
    const { username: owner } = userInfo();
    expect(found?.sockets).toContainEqual(expect.objectContaining({ owner, mode: '640' }));
  });

  test('says only how an engine elsewhere is reached, and does not go there', () => {
    const DOCKER_HOST = 'ssh://me:secret@gpu9/$(id)';
    const CONTAINER_HOST = 'tcp://192.0.2.1:2375';
    const { found, mine } = run({ DOCKER_HOST, CONTAINER_HOST });
    expect(found?.elsewhere).toEqual([
      { said: 'DOCKER_HOST', scheme: 'ssh' },
      { said: 'CONTAINER_HOST', scheme: 'tcp' },
    ]);
    expect(mine).toEqual([]);
  });

  test('notices that podman has kept containers for this user', async () => {
    expect(run({ XDG_DATA_HOME: directory }).found?.stores).not.toContain('user');
    await mkdir(join(directory, 'containers', 'storage'), { recursive: true });
    expect(run({ XDG_DATA_HOME: directory }).found?.stores).toContain('user');
  });

  async function program(name: string, ...lines: string[]): Promise<string> {
    const file = join(directory, name);
    await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(file, 0o755);
    return file;
  }

  describe('with a login shell', () => {
    const printed = 'env; echo dockhop-login-end';

    test('takes the engines of its environment, past what it prints', async () => {
      const socket = await listen('login.sock');
      const podman = await program('podman');
      const SHELL = await program(
        'login-shell',
        `[ "$*" = "-l -c ${printed}" ] || exit 9`,
        'echo "Welcome! PATH=/nowhere"',
        `PATH=${directory}:$PATH DOCKER_HOST=unix://${socket}`,
        'export PATH DOCKER_HOST',
        'eval "$3"',
      );
      const { found, mine } = run({ SHELL });
      expect(mine).toEqual([{ path: socket, allowed: true }]);
      expect(found?.podman).toBe(podman);
    });

    test('that leaves a program running behind its output is not waited for', async () => {
      const socket = await listen('login.sock');
      const SHELL = await program(
        'login-shell',
        'sleep 60 & echo $! >"$0.pid"',
        `DOCKER_HOST=unix://${socket}`,
        'export DOCKER_HOST',
        'eval "$3"',
      );
      expect(run({ SHELL }).mine).toHaveLength(1);
      const pid = Number(await readFile(`${SHELL}.pid`, 'utf8'));
      expect(await isRunning(pid)).toBe(true);
      process.kill(pid);
    });

    test('that hangs is ended, with what it started', async () => {
      const socket = await listen('docker.sock');
      // The same program, whose time is up as soon as there is something to end.
      await program(
        'timeout',
        'shift 3; /usr/bin/timeout -k 1 60 "$@" &',
        'until [ -s "$1.pid" ]; do sleep 0.05; done; kill $!; wait $!',
      );
      const SHELL = await program('login-shell', 'sleep 60 & echo $! >"$0.pid"; wait');
      const env = { SHELL, XDG_RUNTIME_DIR: directory, PATH: `${directory}:/usr/bin:/bin` };
      expect(run(env).mine).toEqual([{ path: socket, allowed: true }]);
      const pid = Number(await readFile(`${SHELL}.pid`, 'utf8'));
      const isGone = async (): Promise<void> => {
        expect(await isRunning(pid)).toBe(false);
      };
      await vi.waitFor(isGone, { timeout: 8000 });
    });

    test.each([
      ['fails', 'exit 1'],
      ['is no shell', 'echo "1) gpu1  2) gpu2"'],
      [
        'says odd things',
        'printf "DOCKER_HOST=\\nDOCKER_HOST=unix://$(id)\\n\\377PATH\\n"; eval "$3"',
      ],
    ])('that %s is left out', async (_, ...lines) => {
      const socket = await listen('docker.sock');
      const SHELL = await program('login-shell', ...lines);
      const { mine } = run({ SHELL, XDG_RUNTIME_DIR: directory });
      expect(mine).toEqual([{ path: socket, allowed: true }]);
    });
  });

  describe('with a docker context', () => {
    test('follows the current one to its socket', async () => {
      const socket = await listen('context.sock');
      await program(
        'docker',
        `[ "$*" = "context inspect --format {{.Endpoints.docker.Host}}" ] || exit 9`,
        `[ -z "$DOCKER_HOST" ] && echo "unix://${socket}"`,
      );
      const DOCKER_CONTEXT = 'mine';
      const DOCKER_HOST = 'tcp://192.0.2.1:2375';
      const { found, mine } = run({
        PATH: `${directory}:/usr/bin:/bin`,
        DOCKER_CONTEXT,
        DOCKER_HOST,
      });
      expect(mine).toEqual([{ path: socket, allowed: true }]);
      expect(found?.elsewhere).toEqual([{ said: 'DOCKER_HOST', scheme: 'tcp' }]);
    });

    test('asks no command where none was chosen', async () => {
      const marker = join(directory, 'marker');
      await program('docker', `touch ${marker}`);
      const PATH = `${directory}:/usr/bin:/bin`;
      run({ PATH });
      expect(existsSync(marker)).toBe(false);
      await mkdir(join(directory, '.docker'));
      await writeFile(join(directory, '.docker', 'config.json'), '{"currentContext": "mine"}');
      run({ PATH });
      expect(existsSync(marker)).toBe(true);
    });
  });
});

describe('a search that does not end', () => {
  /** The first search says something and is given up, the next ones find what there is. */
  function hanging(said: string): { connection: LocalConnection; scripts: string[] } {
    const scripts: string[] = [];
    const connection = new LocalConnection();
    connection.run = (_, { stdin = '', onOutput }) => {
      scripts.push(stdin);
      const hop = { hop: 'gpu1', address: 'gpu1:22', seconds: '20', phase: 'running sh' };
      if (scripts.length > 1) return Promise.resolve({ exitCode: 0, stdout: answer(), stderr: '' });
      for (const part of said.split('|')) onOutput?.(Buffer.from(part));
      return Promise.reject(failure('HOP_TIMEOUT', hop));
    };
    return { connection, scripts };
  }

  test('is tried without the login scripts, and that is said', async () => {
    const { connection, scripts } = hanging(`Welcome\n${discoveryHeard.replace('-', '|-')}\n`);
    const log = recordingLog();
    expect(await discover(connection, unknownShell(log), never)).toMatchObject({ user: 'alice' });
    expect(scripts).toEqual([discoveryScript(true), discoveryScript(false)]);
    expect(log.warnings.join()).toContain('login scripts of gpu1');
  });

  test.each([
    [
      '\r\n  Choose a |host\r\n1) gpu1',
      { code: 'HOST_UNFIT', details: { reason: 'Choose a host' } },
    ],
    ['', { code: 'HOP_TIMEOUT' }],
  ])('nor begin is not tried again, after “%s”', async (said, expected) => {
    const { connection, scripts } = hanging(said);
    await expect(discover(connection, unknownShell(recordingLog()), never)).rejects.toMatchObject(
      expected,
    );
    expect(scripts).toHaveLength(1);
  });
});

describe('the login shell', () => {
  test.each([
    ['/bin/bash', true],
    ['/usr/bin/zsh', true],
    ['/usr/bin/fish', false],
    ['/bin/tcsh', false],
    ['/opt/menu', false],
  ])('%s reads quotes as POSIX says: %s', (shell, posixShell) => {
    expect(parseDiscovery(answer(`shell ${shell}`))).toMatchObject({ posixShell });
  });

  test('of which nothing is known is not taken for one that does', () => {
    expect(parseDiscovery(answer())).toMatchObject({ posixShell: false });
    expect(parseDiscovery(answer('shell bash'))).toBeUndefined();
  });

  /** A host whose shell was a POSIX one; how each search was sent. */
  async function searched(first: () => Promise<RunResult>): Promise<(boolean | undefined)[]> {
    const sent: (boolean | undefined)[] = [];
    const connection = new LocalConnection();
    connection.run = (_, { posixShell }) => {
      sent.push(posixShell);
      return sent.length === 1 ? first() : Promise.resolve(said(answer()));
    };
    const tools = { log: recordingLog(), posixShell: true };
    expect(await discover(connection, tools, never)).toMatchObject({ user: 'alice' });
    return sent;
  }
  const said = (stdout: string): RunResult => ({ exitCode: 0, stdout, stderr: '' });

  test('that is known is relied upon', async () => {
    expect(await searched(() => Promise.resolve(said(answer())))).toEqual([true]);
  });

  test.each([
    ['makes something else of the script', () => Promise.resolve(said("Unmatched '."))],
    ['does not take it', () => Promise.reject(failure('COMMAND_REFUSED', refusal))],
    ['says too much', () => Promise.reject(failure('OUTPUT_TOO_LONG', tooLong))],
  ])('that %s gets it by its standard input', async (_, first) => {
    expect(await searched(first)).toEqual([true, false]);
  });
  const tooLong = { hop: 'gpu1', command: 'sh', bytes: '65536' };
  const refusal = { hop: 'gpu1', command: 'sh', reason: 'it does not' };

  test('is what the script tells', async () => {
    const env = { SHELL: '/bin/sh' };
    const found = await discover(new LocalConnection(env), unknownShell(recordingLog()), never);
    expect(found.posixShell).toBe(true);
  });
});
