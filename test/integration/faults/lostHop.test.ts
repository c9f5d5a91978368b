import { beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../../src/core/ssh/connection.ts';
import * as lab from '../../lab/lab.ts';
import { builtinReach } from '../reach/reachLab.ts';

const never = new AbortController().signal;
const limits = { maxBytes: 10_000, timeoutMs: 60_000 };
const { hosts } = lab;

beforeAll(() => lab.up(), 600_000);

async function userOn(connection: Connection): Promise<string> {
  return (await connection.run(['id', '-un'], limits, never)).stdout.trim();
}

test('a jump host that dies is named at once by all behind it, and back when it is', async () => {
  const { pool } = builtinReach(lab.labSshConfig);
  const [alice, bob] = await Promise.all([
    pool.to(hosts.gpu1, never),
    pool.to(hosts.gpu1Bob, never),
  ]);
  const running = alice.run(['sleep', '60'], { ...limits, timeoutMs: 60_000 }, never);
  const stream = await bob.openProgram(['cat'], never);
  const broken = new Promise((resolve) => stream.once('error', resolve));
  const failed = expect(running).rejects.toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
  await lab.killJump();
  const started = Date.now();
  try {
    await failed;
    expect(await broken).toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(bob.closed.reason).toMatchObject({ hop: 'jump' });
    await expect(pool.to(hosts.gpu1, never)).rejects.toMatchObject({
      code: expect.stringMatching(/JUMP_UNREACHABLE|CONNECTION_LOST/) as unknown,
      hop: 'jump',
    });
  } finally {
    await lab.startJump();
  }
  expect(await userOn(await pool.to(hosts.gpu1, never))).toBe('alice');
});

test('a jump host that freezes is noticed and named within a minute', async () => {
  const { pool } = builtinReach(lab.labSshConfig);
  const connection = await pool.to(hosts.gpu1, never);
  const running = connection.run(['sleep', '100'], { ...limits, timeoutMs: 100_000 }, never);
  const failed = expect(running).rejects.toMatchObject({ code: 'CONNECTION_LOST', hop: 'jump' });
  await lab.pauseMachine('jump');
  const started = Date.now();
  try {
    await failed;
    expect(Date.now() - started).toBeLessThan(60_000);
  } finally {
    await lab.unpauseMachine('jump');
  }
});
