import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConnectionPool } from '../../../../src/core/ssh/connectionPool.ts';
import { nobody } from '../../../nobody.ts';
import {
  clientKey,
  fakeSshServer,
  letClientKeyIn,
  tcpServer,
  type Behaviour,
  type FakeServer,
} from './fakeSshServer.ts';
import { silentLog } from './silentLog.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const never = new AbortController().signal;
const limits = { maxBytes: 1000, timeoutMs: 5000 };

/** A pool over a configuration with `jump` and `one`, `two` behind it, on these ports. */
async function poolOver(
  ports: Readonly<Record<'jump' | 'one' | 'two', number>>,
): Promise<ConnectionPool> {
  const directory = await temporaryDirectory();
  const configFile = path.join(directory, 'config');
  await writeFile(path.join(directory, 'key'), clientKey.private, { mode: 0o600 });
  const config = `
Host jump
  Port ${ports.jump}
Host one
  Port ${ports.one}
  ProxyJump jump
Host two
  Port ${ports.two}
  ProxyJump jump
Host command
  ProxyCommand sh -c 'echo cannot >&2; exit 9'
Host strict-one
  Port ${ports.one}
  ProxyJump jump
  StrictHostKeyChecking yes
Host *
  HostName 127.0.0.1
  User alice
  IdentityFile ${directory}/key
  IdentityAgent none
  StrictHostKeyChecking accept-new
  UserKnownHostsFile none
`;
  await writeFile(configFile, config, { mode: 0o600 });
  const pool = new ConnectionPool({
    settings: { configFile },
    prompter: nobody,
    log: silentLog,
  });
  onTestFinished(() => pool.dispose());
  return pool;
}

interface Servers {
  readonly jump: FakeServer;
  readonly one: FakeServer;
  readonly two: FakeServer;
  readonly pool: ConnectionPool;
}

async function servers(behaviour: Behaviour = {}): Promise<Servers> {
  const [jump, one, two] = await Promise.all([
    fakeSshServer({ forwards: true }),
    fakeSshServer(behaviour),
    fakeSshServer(),
  ]);
  const pool = await poolOver({ jump: jump.port, one: one.port, two: two.port });
  return { jump, one, two, pool };
}

describe('ConnectionPool', () => {
  test('makes one connection a hop, whoever asks, however they name it', async () => {
    const { pool, jump, one, two } = await servers();
    const names = ['one', 'two', 'one', 'alice@one', 'jump'];
    const found = await Promise.all(names.map((name) => pool.to(name, never)));
    expect([jump.count(), one.count(), two.count()]).toEqual([1, 1, 1]);
    expect(found.map((connection) => connection.path.host)).toEqual(names);
    expect(found[2]).toBe(found[0]);
    expect(await pool.to('alice@one', never)).toBe(found[3]);
    const result = await found[3]?.run(['echo', 'x'], limits, never);
    expect(result?.stdout).toBe('echo x\n');
  });

  test('does not share a connection that was checked less strictly', async () => {
    const { pool } = await servers();
    await pool.to('one', never);
    await expect(pool.to('strict-one', never)).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN' });
  });

  test('one who gives up does not stop the others; the last one stops it all', async () => {
    const silent = await tcpServer((socket) => socket.resume());
    const pool = await poolOver({ jump: silent.port, one: 1, two: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const one = pool.to('one', first.signal);
    const two = pool.to('two', second.signal);
    await expect.poll(() => silent.sockets.size).toBe(1);
    first.abort();
    await expect(one).rejects.toHaveProperty('name', 'AbortError');
    expect(silent.sockets.size).toBe(1);
    second.abort();
    await expect(two).rejects.toHaveProperty('name', 'AbortError');
    await silent.isEmpty();
    expect(silent.count()).toBe(1);
  });

  test('a jump host that nobody needs any more is left', async () => {
    const { pool, jump, one } = await servers();
    const connection = await pool.to('one', never);
    one.cut();
    await jump.isEmpty();
    expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'one' });
  });

  test('what failed is forgotten: the next one who asks tries anew', async () => {
    const jump = await fakeSshServer({ forwards: true });
    let isOpen = false;
    const one = await fakeSshServer({
      authenticate: (context) => {
        if (isOpen) letClientKeyIn(context);
        else context.reject(['password']);
      },
    });
    const pool = await poolOver({ jump: jump.port, one: one.port, two: 1 });
    await expect(pool.to('one', never)).rejects.toMatchObject({ code: 'AUTH_FAILED', hop: 'one' });
    await jump.isEmpty();
    expect(one.count()).toBe(1);
    isOpen = true;
    await pool.to('one', never);
    one.cut();
    await one.isEmpty();
    const again = await pool.to('one', never);
    expect(again.closed.aborted).toBe(false);
  });

  test('when the jump host goes, all behind it go, and name it', async () => {
    const { pool, jump } = await servers({ execute: () => undefined });
    const [one, two] = await Promise.all([pool.to('one', never), pool.to('two', never)]);
    const stream = await one.openProgram(['sleep'], never);
    const failed = new Promise((resolve) => stream.once('error', resolve));
    jump.cut();
    await failed;
    for (const connection of [one, two]) {
      expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
    }
  });

  test('when the jump host goes while something connects through it, it is named', async () => {
    const jump = await fakeSshServer({ forwards: true });
    const silent = await tcpServer((socket) => {
      socket.resume();
      jump.cut();
    });
    const pool = await poolOver({ jump: jump.port, one: silent.port, two: 1 });
    await expect(pool.to('one', never)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      hop: 'jump',
    });
    await silent.isEmpty();
  });

  test('a jump host that does not forward, and one that cannot get through, are told apart', async () => {
    const strict = await fakeSshServer();
    const refusing = await poolOver({ jump: strict.port, one: 1, two: 1 });
    await expect(refusing.to('one', never)).rejects.toMatchObject({
      code: 'FORWARDING_REFUSED',
      hop: 'jump',
      details: { target: '127.0.0.1:1' },
    });
    await strict.isEmpty();
  });

  test('a ProxyCommand that fails says why', async () => {
    const pool = await poolOver({ jump: 1, one: 1, two: 1 });
    await expect(pool.to('command', never)).rejects.toMatchObject({
      code: 'PROXY_COMMAND_FAILED',
      hop: 'command',
      details: { reason: 'cannot' },
    });
  });

  test('when it is disposed of, nothing is left and nothing begins', async () => {
    const { pool, jump, one } = await servers();
    const connection = await pool.to('one', never);
    await pool.dispose();
    expect(connection.closed.aborted).toBe(true);
    await Promise.all([jump.isEmpty(), one.isEmpty()]);
    await expect(pool.to('one', never)).rejects.toHaveProperty('name', 'AbortError');
  });
});
