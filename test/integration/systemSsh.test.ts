import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Connection } from '../../src/core/ssh/connection.ts';
import { hasSecurityKey, kerberosEnvironment, reachHosts, reachSshConfig } from '../lab/doors.ts';
import { addressOf, hosts, up } from '../lab/lab.ts';
import { nobody } from '../nobody.ts';
import { SystemRoad, type Run } from './systemRoad.ts';

const execute = promisify(execFile);
const never = new AbortController().signal;
const limits = { maxBytes: 10_000, timeoutMs: 60_000 };
const patience = { timeout: 30_000 };
const prompter = { ...nobody, allowInstall: () => Promise.resolve('yes' as const) };

let road: SystemRoad;
let run: Run;

beforeAll(async () => {
  Object.assign(process.env, kerberosEnvironment);
  await up();
  road = await SystemRoad.create(
    reachSshConfig,
    `Host through-strict
  HostName ${await addressOf('gpu1')}
  User alice
  ProxyJump jump-strict
Host gpu1-closed
  HostName ${await addressOf('gpu1')}
  Port 9
  User alice
  ProxyJump jump`,
  );
  run = road.run(prompter, 'system');
}, 600_000);

afterAll(async () => {
  await road.remove();
});

async function userOn(connection: Connection): Promise<string> {
  return (await connection.run(['id', '-un'], limits, never)).stdout.trim();
}

/** What a person sees of the containers of a host. */
async function listing(of: Run, host: string): Promise<unknown> {
  const { engines } = await of.tools.directory.reach(host, never);
  return await Promise.all(
    engines.map(async (engine) => {
      const containers = await engine.listContainers(never);
      return [engine.info, containers.map(({ id, name, state }) => [id, name, state]).sort()];
    }),
  );
}

describe('the ssh program instead of ssh2', () => {
  it.each([hosts.gpu1, hosts.gpu1Nc, hosts.gpu2Peggy])('shows the same on %s', async (host) => {
    const builtin = road.run(prompter, 'builtin');
    // Others may make or remove a container between the two.
    await vi.waitFor(async () => {
      expect(await listing(run, host)).toEqual(await listing(builtin, host));
    }, patience);
    const { connection } = await run.tools.directory.reach(host, never);
    expect(connection.transport.client).toBe('system');
    await builtin.pool.dispose();
  });

  it('prepares, attaches and leaves an entry that works by itself', async () => {
    const alias = await run.attach(hosts.gpu1, 'ws-idle');
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
    await road.endMasters();
    expect(await road.sockets()).toEqual([]);
    expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
  });

  it('gives programs their input and says how they ended', async () => {
    const connection = await run.pool.to(hosts.gpu1, never);
    const ended = (stdin: string) => connection.run(['sh', '-s'], { ...limits, stdin }, never);
    expect(await ended('echo "$0"; echo \'$(id)\' >&2; exit 7')).toEqual({
      exitCode: 7,
      stdout: 'sh\n',
      stderr: '$(id)\n',
    });
    expect(await ended('exit 255')).toMatchObject({ exitCode: 255 });
    expect(await ended('kill -9 $$')).toMatchObject({ exitCode: null });
    const stream = await connection.openProgram(['cat'], never);
    stream.end('hello');
    expect(await text(stream)).toBe('hello');
    await expect(connection.run(['yes'], limits, never)).rejects.toMatchObject({
      code: 'OUTPUT_TOO_LONG',
    });
    await expect(
      connection.run(['sleep', '30'], { ...limits, timeoutMs: 300 }, never),
    ).rejects.toMatchObject({ code: 'HOP_TIMEOUT' });
  });

  it('carries bytes to sockets, and says where the host does not', async () => {
    const connection = await run.pool.to(hosts.gpu1, never);
    const pings = Array.from({ length: 5 }, async () => {
      const socket = await connection.openSocket('/var/run/docker.sock', never);
      socket.write('GET /_ping HTTP/1.0\r\n\r\n');
      return await text(socket);
    });
    for (const answer of await Promise.all(pings)) expect(answer).toMatch(/^HTTP\/1\.\d 200 OK/);
    await expect(connection.openSocket('/nonexistent', never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
      hop: 'gpu1',
    });
  });

  it('is as many sessions as the server takes, the others waiting', async () => {
    const connection = await run.pool.to(reachHosts.jumpOne, never);
    const many = Array.from({ length: 6 }, () => userOn(connection));
    expect(new Set(await Promise.all(many))).toEqual(new Set(['solo']));
    const more = await run.pool.to(hosts.jump, never);
    const wide = Array.from({ length: 30 }, () => userOn(more));
    expect(new Set(await Promise.all(wide))).toEqual(new Set(['jumper']));
  });

  it.each([
    ['through-strict', 'FORWARDING_REFUSED', 'jump-strict'],
    ['gpu1-closed', 'JUMP_UNREACHABLE', 'gpu1-closed'],
    ['nobody@gpu1', 'AUTH_FAILED', 'gpu1'],
  ])('names the hop that keeps one from %s', async (host, code, hop) => {
    await expect(run.pool.to(host, never)).rejects.toMatchObject({ code, hop });
  });

  it('carries an ssh2 that logs in behind it', async () => {
    const mixed = road.run(prompter, 'auto');
    const connection = await mixed.pool.to(reachHosts.gpu1Certificate, never);
    expect(connection.transport.client).toBe('builtin');
    expect(connection.sharedHops).toEqual([reachHosts.jumpCertificate]);
    expect(await userOn(connection)).toBe('alice');
    await mixed.pool.dispose();
  });
});

describe('what only the ssh program can', () => {
  it.each([
    [reachHosts.jumpCertificate, /certificate/],
    [reachHosts.jumpKerberos, /Kerberos/],
    [reachHosts.jumpPostQuantum, /built-in client/],
    [reachHosts.jumpSecurityKey, /security key/],
  ])('%s is left to it', async (host, reason) => {
    if (host === reachHosts.jumpSecurityKey && !(await hasSecurityKey())) return;
    const fresh = await SystemRoad.create(reachSshConfig);
    onTestFinished(() => fresh.remove());
    const connection = await fresh.run(prompter).pool.to(host, never);
    expect(connection.transport).toMatchObject({ client: 'system' });
    expect(connection.transport.reason).toMatch(reason);
    expect((await connection.run(['true'], limits, never)).exitCode).toBe(0);
  });

  it('a control master of the person’s own is used, and outlives us', async () => {
    const socket = path.join(road.laptop.directory, 'own');
    const options = ['-F', road.laptop.config, '-M', '-S', socket, '-N', '-f'];
    await new Promise((resolve, reject) => {
      const master = spawn('ssh', [...options, hosts.jump], { stdio: 'ignore' });
      master.once('exit', resolve).once('error', reject);
    });
    const config = `Host ${hosts.jump}\n  ControlPath ${socket}`;
    const other = await SystemRoad.create(reachSshConfig, config);
    try {
      const { pool } = other.run(prompter);
      const connection = await pool.to(hosts.jump, never);
      expect(connection.transport.reason).toMatch(/your own shared connection/);
      expect(connection.sharedHops).toEqual([]);
      expect(await userOn(connection)).toBe('jumper');
      await pool.dispose();
      await execute('ssh', ['-F', 'none', '-S', socket, '-O', 'check', 'x']);
    } finally {
      await execute('ssh', ['-F', 'none', '-S', socket, '-O', 'exit', 'x']);
      await other.remove();
    }
  });
});

describe('when it ends', () => {
  it('nothing of a connection that is closed is left but its master', async () => {
    // In a directory of the test's own: others' connections have temporary files as well.
    const temporary = await mkdtemp(path.join(tmpdir(), 'dockhop-t-'));
    onTestFinished(() => rm(temporary, { recursive: true }));
    vi.stubEnv('TMPDIR', temporary);
    const { pool } = road.run(prompter, 'system');
    const connection = await pool.to(hosts.gpu1, never);
    const stream = await connection.openProgram(['cat'], never);
    const socket = await connection.openSocket('/var/run/docker.sock', never);
    expect(await readdir(temporary)).not.toEqual([]);
    const cancel = new AbortController();
    const running = connection.run(['sleep', '50'], limits, cancel.signal);
    const failed = expect(running).rejects.toMatchObject({ name: 'AbortError' });
    cancel.abort();
    await failed;
    const closed = Promise.all([
      new Promise((resolve) => stream.once('close', resolve)),
      new Promise((resolve) => socket.once('close', resolve)),
    ]);
    await pool.dispose();
    await closed;
    // What was told to end may take a moment.
    await vi.waitFor(async () => {
      expect(await readdir(temporary)).toEqual([]);
      // Clients of the master are gone; the master itself has another name for itself.
      expect(await SystemRoad.programs(`${road.laptop.home}\0`)).toEqual([]);
      const clients = await SystemRoad.programs(road.laptop.home);
      const masters = await road.sockets();
      expect(clients.length).toBeLessThanOrEqual(2 * masters.length);
    }, patience);
  });

  it('a master that is killed is a lost connection of its hop, and a new one is made', async () => {
    const { pool } = road.run(prompter, 'system');
    const connection = await pool.to(hosts.jump, never);
    const socket = (await road.sockets()).find((one) => one.includes('jumper@jump:')) ?? '';
    const running = connection.run(['sleep', '50'], { ...limits, timeoutMs: 60_000 }, never);
    const failed = expect(running).rejects.toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
    const stream = await connection.openProgram(['cat'], never);
    const closed = new Promise((resolve) => stream.once('close', resolve));
    const { stderr } = await execute('ssh', ['-F', 'none', '-S', socket, '-O', 'check', 'x']);
    process.kill(Number(/pid=(\d+)/.exec(stderr)?.[1]), 'SIGKILL');
    await failed;
    await closed;
    expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
    // Its socket is left behind, dead.
    expect(await userOn(await pool.to(hosts.jump, never))).toBe('jumper');
    await pool.dispose();
  });

  it('two runs that start at once share one master', async () => {
    const both = [road.run(prompter, 'system'), road.run(prompter, 'system')];
    const connections = await Promise.all(both.map(({ pool }) => pool.to('gpu1-bob', never)));
    expect(await Promise.all(connections.map(userOn))).toEqual(['bob', 'bob']);
    const masters = (await road.sockets()).filter((socket) => socket.includes('bob@gpu1-bob'));
    expect(masters).toHaveLength(1);
    for (const { pool } of both) await pool.dispose();
  });
});
