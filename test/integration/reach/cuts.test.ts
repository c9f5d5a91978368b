/**
 * The line to a real SSH server goes dead at every stage of a connection. Each time the right words
 * are said about the right hop, nothing is tried again that may harm, and nothing is left open.
 */
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Prompter } from '../../../src/core/ports/prompter.ts';
import { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { labSshConfig, publishedPort } from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';
import { recordingLog } from '../../recordingLog.ts';
import { never, useReachLab, writeConfig } from './reachLab.ts';
import { Relay, type Stage } from './relay.ts';

const directory = useReachLab();
const limits = { maxBytes: 10_000, timeoutMs: 60_000 };
let configs = 0;

interface Road {
  readonly relay: Relay;
  readonly pool: ConnectionPool;
}

/** The hosts `line`, a relay to the lab's jump host, and `behind`, which is gpu1 behind it. */
async function road(strictness = 'accept-new', prompter: Prompter = nobody): Promise<Road> {
  const relay = await Relay.to(await publishedPort('jump'));
  const name = (++configs).toString();
  const configFile = await writeConfig(path.join(directory(), name), [
    ...['Host line', '  HostName 127.0.0.1', `  Port ${relay.port}`, '  User jumper'],
    ...[`  UserKnownHostsFile ${directory()}/known-${name}`],
    ...[`  StrictHostKeyChecking ${strictness}`],
    ...['Host behind', '  HostName gpu1.inner', '  User alice', '  ProxyJump line'],
    ...[`  UserKnownHostsFile ${directory()}/known-${name}`, '  StrictHostKeyChecking accept-new'],
    ...['Match all', `Include ${labSshConfig}`],
  ]);
  const settings = { configFile, client: 'builtin' } as const;
  const pool = new ConnectionPool({ settings, prompter, log: recordingLog() });
  onTestFinished(() => pool.dispose());
  return { relay, pool };
}

describe('the line is cut', () => {
  test.each<[Stage, number]>([
    // Nobody has said a word yet: it may be a full house, and is knocked at again.
    ['connected', 5],
    ['greeted', 1],
    ['agreeing', 1],
    ['encrypted', 1],
  ])('when a login is %s', async (stage, times) => {
    const { relay, pool } = await road();
    relay.plan(stage, 'cut');
    await expect(pool.to('behind', never)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      hop: 'line',
      details: { address: `127.0.0.1:${relay.port}` },
    });
    await relay.isEmpty();
    expect(relay.count).toBe(times);
    relay.plan(undefined, 'cut');
    expect((await (await pool.to('behind', never)).run(['id', '-un'], limits, never)).stdout).toBe(
      'alice\n',
    );
  });

  test('while the person looks at a host key: the question is withdrawn', async () => {
    const withdrawn: string[] = [];
    const { relay, pool } = await road('ask', {
      ...nobody,
      trustHostKey: async ({ hop }, signal) => {
        relay.act('cut');
        await once(signal, 'abort');
        withdrawn.push(hop);
        return 'yes';
      },
    });
    // Not a loss like any other: who comes back by itself would ask again.
    const unanswered = { code: 'ANSWER_NEEDED', hop: 'line' };
    await expect(pool.to('behind', never)).rejects.toMatchObject(unanswered);
    await relay.isEmpty();
    expect(withdrawn).toEqual(['line']);
    expect(relay.count).toBe(1);
  });

  test('during a request, and while something flows: both end with the reason', async () => {
    const { relay, pool } = await road();
    const connection = await pool.to('behind', never);
    const stream = await connection.openProgram(['cat'], never);
    stream.write('x');
    await once(stream, 'data');
    const failed = once(stream, 'error');
    const running = connection.run(['cat', '/dev/zero'], { ...limits, maxBytes: 1e12 }, never);
    relay.act('cut');
    const lost = { code: 'CONNECTION_LOST', hop: 'line' };
    await expect(running).rejects.toMatchObject(lost);
    await expect(failed).resolves.toMatchObject([lost]);
    expect(connection.closed.reason).toMatchObject(lost);
    await relay.isEmpty();
  });

  test('while nothing goes on: it is noticed all the same', async () => {
    const { relay, pool } = await road();
    const [behind, line] = await Promise.all([pool.to('behind', never), pool.to('line', never)]);
    const noticed = [once(behind.closed, 'abort'), once(line.closed, 'abort')];
    relay.act('cut');
    await Promise.all(noticed);
    for (const { closed } of [behind, line]) {
      expect(closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'line' });
    }
    await relay.isEmpty();
  });

  test('by a restart: nobody is there, then it works again', async () => {
    const { relay, pool } = await road();
    const before = await pool.to('behind', never);
    await relay.stop();
    if (!before.closed.aborted) await once(before.closed, 'abort');
    expect(before.closed.reason).toMatchObject({ code: 'CONNECTION_LOST', hop: 'line' });
    await expect(pool.to('behind', never)).rejects.toMatchObject({
      code: 'JUMP_UNREACHABLE',
      hop: 'line',
      details: { reason: 'connection refused' },
    });
    await relay.start();
    const after = await pool.to('behind', never);
    expect((await after.run(['id', '-un'], limits, never)).stdout).toBe('alice\n');
  });
});

describe('the line freezes', () => {
  // Half a minute each, hence together.
  const stages: readonly Stage[] = ['connected', 'greeted', 'agreeing', 'encrypted'];

  async function freezeAt(stage: Stage): Promise<unknown> {
    const { relay, pool } = await road();
    relay.plan(stage, 'freeze');
    const error: unknown = await pool.to('behind', never).catch((reason: unknown) => reason);
    await relay.isEmpty();
    expect(relay.count).toBe(1);
    return error;
  }

  async function freezeInUse(): Promise<unknown> {
    const { relay, pool } = await road();
    const behind = await pool.to('behind', never);
    relay.act('freeze');
    const running = behind.run(['true'], { ...limits, timeoutMs: 1000 }, never);
    await expect(running).rejects.toMatchObject({ code: 'HOP_TIMEOUT' });
    if (!behind.closed.aborted) await once(behind.closed, 'abort');
    await relay.isEmpty();
    return behind.closed.reason;
  }

  test('a login is given up, a connection is lost, and nothing is tried again', async () => {
    const [inUse, ...logins] = await Promise.all([freezeInUse(), ...stages.map(freezeAt)]);
    expect(inUse).toMatchObject({ code: 'CONNECTION_LOST', hop: 'line' });
    for (const error of logins) expect(error).toMatchObject({ code: 'HOP_TIMEOUT', hop: 'line' });
  });
});
