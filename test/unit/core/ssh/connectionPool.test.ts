import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Answer, Prompter } from '../../../../src/core/ports/prompter.ts';
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

interface Options {
  readonly idleMs?: number;
  readonly prompter?: Prompter;
}

/** A pool over a configuration with `jump` and `one`, `two` behind it, on these ports. */
async function poolOver(
  ports: Readonly<Record<'jump' | 'one' | 'two', number>>,
  { idleMs = 600_000, prompter = nobody }: Options = {},
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
  UserKnownHostsFile none
Host asking
  Port ${ports.jump}
  StrictHostKeyChecking ask
  UserKnownHostsFile ${directory}/asked
Host behind-asking
  Port ${ports.one}
  ProxyJump asking
Host *
  HostName 127.0.0.1
  User alice
  IdentityFile ${directory}/key
  IdentityAgent none
  StrictHostKeyChecking accept-new
  UserKnownHostsFile ${directory}/known_hosts
`;
  await writeFile(configFile, config, { mode: 0o600 });
  const settings = { configFile };
  const pool = new ConnectionPool({ settings, prompter, log: silentLog }, { idleMs });
  onTestFinished(() => pool.dispose());
  return pool;
}

interface Servers {
  readonly jump: FakeServer;
  readonly one: FakeServer;
  readonly two: FakeServer;
  readonly pool: ConnectionPool;
}

async function servers(behaviour: Behaviour = {}, options: Options = {}): Promise<Servers> {
  const [jump, one, two] = await Promise.all([
    fakeSshServer({ forwards: true }),
    fakeSshServer(behaviour),
    fakeSshServer(),
  ]);
  const pool = await poolOver({ jump: jump.port, one: one.port, two: two.port }, options);
  return { jump, one, two, pool };
}

function useFakeClock(): void {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/**
 * From now on a sign of life that somebody waits for may take no longer: for servers that give none.
 * @returns what was waited for since, of whatever kind, in milliseconds.
 */
function shortenPulse(): { readonly lengths: () => readonly number[] } {
  const real = AbortSignal.timeout.bind(AbortSignal);
  const timeout = vi
    .spyOn(AbortSignal, 'timeout')
    .mockImplementation((ms) => real(ms === 5000 ? 50 : ms));
  onTestFinished(() => {
    timeout.mockRestore();
  });
  return { lengths: () => timeout.mock.calls.flat() };
}

/** It stays connected and says nothing any more. */
function freeze({ sockets }: FakeServer): void {
  for (const socket of sockets) socket.removeAllListeners('data').pause();
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

  test('a jump host stays for the next one who needs it', async () => {
    const { pool, jump, one } = await servers();
    const connection = await pool.to('one', never);
    one.cut();
    await once(connection.closed, 'abort');
    expect(connection.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'one' });
    await pool.to('two', never);
    expect(jump.count()).toBe(1);
  });

  test('leaves hosts that nobody uses, not those where something is open or that are watched', async () => {
    const { pool, jump, one, two } = await servers({ execute: () => undefined }, { idleMs: 1 });
    const watching = new AbortController();
    const watched = await pool.to('jump', never, { until: watching.signal });
    const used = await pool.to('one', never);
    const stream = await used.openProgram(['sleep'], never);
    // Idle again and again, while the others are not.
    for (const round of [1, 2, 3]) {
      const idle = await pool.to('two', never);
      await once(idle.closed, 'abort');
      expect(two.count()).toBe(round);
    }
    expect([watched.closed.aborted, used.closed.aborted]).toEqual([false, false]);
    stream.destroy();
    await one.isEmpty();
    expect(watched.closed.aborted).toBe(false);
    watching.abort();
    await jump.isEmpty();
    expect(jump.count()).toBe(1);
  });

  test('what failed is forgotten: the next one who asks tries anew', async () => {
    const jump = await fakeSshServer({ forwards: true });
    let isOpen = false;
    const one = await fakeSshServer({
      authenticate: (context) => {
        if (isOpen) letClientKeyIn(context);
        else context.reject(['hostbased']);
      },
    });
    const pool = await poolOver({ jump: jump.port, one: one.port, two: 1 });
    await expect(pool.to('one', never)).rejects.toMatchObject({ code: 'AUTH_FAILED', hop: 'one' });
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
    const refusing = await poolOver({ jump: strict.port, one: 1, two: 1 }, { idleMs: 1 });
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

  test('asks nobody for what nobody asked for; who comes meanwhile is asked', async () => {
    const questions: string[] = [];
    const prompter: Prompter = {
      ...nobody,
      trustHostKey: ({ hop }) => {
        questions.push(hop);
        return Promise.resolve<Answer>('yes');
      },
    };
    const { pool, jump } = await servers({}, { prompter });
    const unasked = pool.to('behind-asking', never, { unasked: true });
    await expect(unasked).rejects.toMatchObject({ code: 'HOST_KEY_UNKNOWN', hop: 'asking' });
    expect(questions).toEqual([]);
    const again = pool.to('behind-asking', never, { unasked: true });
    const asked = pool.to('behind-asking', never);
    const [one, two] = await Promise.allSettled([again, asked]);
    expect(two.status).toBe('fulfilled');
    expect(questions).toEqual(['asking']);
    // It may have come too early, or have been taken along.
    if (one.status === 'rejected') expect(one.reason).toHaveProperty('code', 'HOST_KEY_UNKNOWN');
    expect(jump.count()).toBeLessThanOrEqual(3);
  });

  test('asks for a sign of life when the machine has slept', async () => {
    useFakeClock();
    const { pool, jump, one } = await servers();
    await pool.to('one', never);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(5000);
    await expect.poll(() => [jump, one].map(({ keepAlives }) => keepAlives())).toEqual([1, 1]);
  });

  test('what fell silent while somebody used it is lost soon, and the right hop named', async () => {
    useFakeClock();
    const { pool, jump } = await servers({ execute: () => undefined });
    const connection = await pool.to('one', never);
    const stream = await connection.openProgram(['sleep'], never);
    const failed = new Promise((resolve) => stream.once('error', resolve));
    freeze(jump);
    shortenPulse();
    for (let seconds = 0; seconds < 45; seconds += 5) vi.advanceTimersByTime(5000);
    expect(await failed).toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
  });

  test('who opens another host behind a silent jump host ends nothing that is used there', async () => {
    useFakeClock();
    const { pool, jump } = await servers({ execute: () => undefined });
    const used = await pool.to('one', never);
    const stream = await used.openProgram(['sleep'], never);
    freeze(jump);
    for (let seconds = 0; seconds < 20; seconds += 5) vi.advanceTimersByTime(5000);
    const { lengths } = shortenPulse();
    const leaving = new AbortController();
    const other = pool.to('two', leaving.signal);
    // Now it connects through the jump host, of which it did not want a sign of life.
    await expect.poll(lengths).toContain(30_000);
    expect(lengths()).not.toContain(5000);
    expect(used.closed.aborted).toBe(false);
    stream.destroy();
    leaving.abort();
    await expect(other).rejects.toHaveProperty('name', 'AbortError');
  });

  test('who comes back after a while finds soon what died meanwhile', async () => {
    useFakeClock();
    const { pool, jump } = await servers();
    const idle = await pool.to('jump', never);
    // Then it has said all that there is to be said.
    await idle.run(['true'], limits, never);
    vi.advanceTimersByTime(25_000);
    expect(jump.keepAlives()).toBe(0);
    freeze(jump);
    shortenPulse();
    expect(await pool.to('jump', never)).toBe(idle);
    await once(idle.closed, 'abort');
    expect(idle.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
  });

  test('who comes back to a host finds soon that the jump host died meanwhile', async () => {
    useFakeClock();
    const { pool, jump } = await servers();
    const carrier = await pool.to('jump', never);
    const idle = await pool.to('one', never);
    for (const connection of [idle, carrier]) await connection.run(['true'], limits, never);
    // To the clock it is over at the next look that nobody uses them.
    vi.advanceTimersByTime(5000);
    freeze(jump);
    vi.advanceTimersByTime(25_000);
    shortenPulse();
    expect(await pool.to('one', never)).toBe(idle);
    await once(carrier.closed, 'abort');
    expect(carrier.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
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
