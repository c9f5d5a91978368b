import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../src/core/ports/prompter.ts';
import type { Connection } from '../../src/core/ssh/connection.ts';
import { listHosts } from '../../src/core/ssh/config/hostList.ts';
import { resolvePath } from '../../src/core/ssh/config/resolvePath.ts';
import * as lab from '../lab/lab.ts';
import { builtinReach, type Reach } from './reach/reachLab.ts';

const execute = promisify(execFile);
const never = new AbortController().signal;
const limits = { maxBytes: 10_000, timeoutMs: 60_000 };
const { hosts } = lab;

let directory = '';

beforeAll(async () => {
  await lab.up();
  directory = await mkdtemp(path.join(tmpdir(), 'dockhop-ssh-lab-'));
}, 600_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function poolOver(configFile = lab.labSshConfig, answer?: Answer): Reach {
  return builtinReach(configFile, answer);
}

/** The lab's config with more in front of it, where it counts first. */
async function configWith(text_: string): Promise<string> {
  const file = path.join(directory, `config-${Math.random().toString(36).slice(2)}`);
  await writeFile(file, `${text_}\nMatch all\nInclude ${lab.labSshConfig}\n`, { mode: 0o600 });
  return file;
}

async function userOn(connection: Connection): Promise<string> {
  return (await connection.run(['id', '-un'], limits, never)).stdout.trim();
}

describe('reaching hosts', () => {
  const users = {
    jump: 'jumper',
    'jump-strict': 'jumper',
    gpu1: 'alice',
    'gpu1-bob': 'bob',
    'gpu1-carol': 'carol',
    'gpu1-dave': 'dave',
    'gpu1-nc': 'alice',
    'gpu1-nc-bob': 'bob',
    'gpu1-busy': 'alice',
    gpu2: 'root',
    'gpu2-peggy': 'peggy',
    fake: 'mallory',
  };

  test('lists what the config and its includes name', async () => {
    const listed = await listHosts({ configFile: lab.labSshConfig });
    const names = listed.map(({ host }) => host);
    expect(names).toEqual(expect.arrayContaining(Object.keys(users)));
    expect(names.some((name) => /[*?!]/.test(name))).toBe(false);
    expect(listed).toContainEqual({
      host: 'gpu1-nc',
      description: 'The way through jump-strict, from the wiki',
    });
  });

  test('all of them at once, each as the user that the config says', async () => {
    const { pool } = poolOver();
    const found = await Promise.all(
      Object.keys(users).map(async (host) => [host, await userOn(await pool.to(host, never))]),
    );
    expect(Object.fromEntries(found)).toEqual(users);
  });

  test('what a busy block forwards or runs does not happen', async () => {
    const { pool } = poolOver();
    const connection = await pool.to(hosts.gpu1Busy, never);
    expect(await userOn(connection)).toBe('alice');
    const forwarded = connect({ host: '127.0.0.1', port: 18_888 });
    const outcome = new Promise((resolve) => {
      forwarded.once('error', () => {
        resolve('refused');
      });
      forwarded.once('connect', () => {
        resolve('connected');
      });
    });
    expect(await outcome).toBe('refused');
  });

  test.each([
    [hosts.gpu1, ['jump direct', 'gpu1 jump']],
    [hosts.gpu1Nc, ['gpu1-nc command']],
    [hosts.gpu2, ['jump direct', 'gpu2 jump']],
    [hosts.jump, ['jump direct']],
  ])('the path to %s', async (host, expected) => {
    const { hops } = await resolvePath(host, { configFile: lab.labSshConfig }, never);
    expect(hops.map(({ name, via }) => `${name} ${via}`)).toEqual(expected);
  });

  test.each([hosts.gpu1, hosts.gpu1Nc])('sockets of %s carry bytes', async (host) => {
    const { pool } = poolOver();
    const connection = await pool.to(host, never);
    const socket = await connection.openSocket('/var/run/docker.sock', never);
    socket.write('GET /_ping HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.\d 200 OK/);
    await expect(connection.openSocket('/nonexistent', never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
    });
  });

  test('programs get their input and say how they ended', async () => {
    const { pool } = poolOver();
    const connection = await pool.to(hosts.gpu1, never);
    const stdin = 'echo "$0"; echo \'$(id)\' >&2; exit 7';
    expect(await connection.run(['sh', '-s'], { ...limits, stdin }, never)).toEqual({
      exitCode: 7,
      stdout: 'sh\n',
      stderr: '$(id)\n',
    });
    const stream = await connection.openProgram(['cat'], never);
    stream.end('hello');
    expect(await text(stream)).toBe('hello');
    const many = Array.from({ length: 30 }, () => connection.run(['true'], limits, never));
    expect((await Promise.all(many)).every(({ exitCode }) => exitCode === 0)).toBe(true);
  });
});

describe('host keys', () => {
  test('an unknown key is asked about on every hop, kept, and good for ssh', async () => {
    const knownHosts = path.join(directory, 'new', 'known_hosts');
    const config = await configWith(
      `UserKnownHostsFile ${knownHosts}\nHashKnownHosts yes\nGlobalKnownHostsFile none`,
    );
    const { pool, questions } = poolOver(config, 'yes');
    await pool.to(hosts.gpu1, never);
    expect(questions.map(({ hop }) => hop)).toEqual(['jump', 'gpu1']);
    const name = `[127.0.0.1]:${await lab.publishedPort('jump')}`;
    const { stdout } = await execute('ssh-keygen', ['-lF', name, '-f', knownHosts]);
    expect(stdout).toContain(questions[0]?.fingerprint);
    const options = ['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'];
    await execute('ssh', ['-F', config, ...options, hosts.gpu1, 'true']);
    const again = poolOver(config, 'no');
    await again.pool.to(hosts.gpu1, never);
    expect(again.questions).toEqual([]);
  });

  test('without anybody to ask, an unknown key is refused with its fingerprint', async () => {
    const config = await configWith(`UserKnownHostsFile ${directory}/none`);
    const { pool } = poolOver(config);
    const address = `127.0.0.1:${await lab.publishedPort('jump')}`;
    await expect(pool.to(hosts.gpu1, never)).rejects.toMatchObject({
      code: 'HOST_KEY_UNKNOWN',
      hop: 'jump',
      details: { keyType: 'ssh-ed25519', address },
    });
  });

  test('a changed key of the hop behind is refused, even where checking is off', async () => {
    const knownHosts = path.join(directory, 'changed');
    const lines = (await readFile(path.join(lab.labDirectory, 'ssh', 'known_hosts'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '');
    const jumpName = `[127.0.0.1]:${await lab.publishedPort('jump')} `;
    const jumpLine = lines.find((line) => line.startsWith(jumpName)) ?? '';
    const [, type, key] = jumpLine.split(' ');
    const gpu1 = await lab.addressOf('gpu1');
    await writeFile(knownHosts, `${jumpLine}\n${gpu1} ${type ?? ''} ${key ?? ''}\n`);
    const config = await configWith(`UserKnownHostsFile ${knownHosts}\nStrictHostKeyChecking no`);
    const { pool } = poolOver(config, 'yes');
    await expect(pool.to(hosts.gpu1, never)).rejects.toMatchObject({
      code: 'HOST_KEY_CHANGED',
      hop: 'gpu1',
      details: { file: knownHosts },
    });
    expect(await userOn(await pool.to(hosts.jump, never))).toBe('jumper');
  });
});

describe('refusals', () => {
  test('a user who is not let in is named with what was tried', async () => {
    const { pool } = poolOver();
    await expect(pool.to('nobody@gpu1', never)).rejects.toMatchObject({
      code: 'AUTH_FAILED',
      hop: 'gpu1',
      details: { user: 'nobody', tried: expect.stringContaining('id_ed25519') as unknown },
    });
  });

  test('a jump host that does not forward is named, with where it would not go', async () => {
    const gpu1 = await lab.addressOf('gpu1');
    const config = await configWith(
      `Host through-strict\n  HostName ${gpu1}\n  User alice\n  ProxyJump jump-strict`,
    );
    const { pool } = poolOver(config);
    await expect(pool.to('through-strict', never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
      hop: 'jump-strict',
      details: { target: `${gpu1}:22` },
    });
  });

  test('a host that nothing listens on is told from the jump host that says so', async () => {
    const config = await configWith('Host gpu1\n  Port 9');
    const { pool } = poolOver(config);
    await expect(pool.to(hosts.gpu1, never)).rejects.toMatchObject({
      code: 'JUMP_UNREACHABLE',
      hop: 'gpu1',
      message: expect.stringContaining('jump says: Connection refused') as unknown,
    });
  });

  test('the recipe says what its own ssh says', async () => {
    const port = await lab.publishedPort('jump-strict');
    const config = await configWith(
      `Host gpu1-nc\n  ProxyCommand ssh -F ${lab.labSshConfig} -p ${port} nobody@127.0.0.1 nc %h %p`,
    );
    const { pool } = poolOver(config);
    await expect(pool.to(hosts.gpu1Nc, never)).rejects.toMatchObject({
      code: 'PROXY_COMMAND_FAILED',
      hop: 'gpu1-nc',
      details: { reason: expect.stringContaining('Permission denied') as unknown },
    });
  });
});
