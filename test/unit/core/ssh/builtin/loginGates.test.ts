import { describe, expect, test } from 'vitest';
import { LoginGates, type Turn } from '../../../../../src/core/ssh/builtin/loginGates.ts';
import type { HopPath } from '../../../../../src/core/ssh/config/path.ts';
import { someHop } from '../someHop.ts';

const never = new AbortController().signal;

function behind(jump: string, name: string): HopPath {
  return {
    host: name,
    hops: [someHop({}, { hostName: jump }), someHop({}, { via: 'jump', name })],
  };
}

function byCommand(name: string): HopPath {
  return { host: name, hops: [someHop({}, { name, via: 'command', command: 'ssh jump nc' })] };
}

/** Lets so many in as the gate does; the turns of those who are in, in their order. */
async function enter(gates: LoginGates, paths: readonly HopPath[]): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const path of paths) void gates.enter(path, [never]).then((turn) => turns.push(turn));
  await new Promise((resolve) => setImmediate(resolve));
  return turns;
}

const many = Array.from({ length: 9 }, (_, index) => `host${index}`);

describe('LoginGates', () => {
  test('four log in at a time through one first machine, whatever goes on at another', async () => {
    const gates = new LoginGates();
    const turns = await enter(
      gates,
      many.map((name) => behind('jump', name)),
    );
    expect(turns.length).toBe(4);
    expect((await enter(gates, [behind('other', 'x')])).length).toBe(1);
    turns.at(0)?.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns.length).toBe(5);
  });

  test('three ProxyCommands start at a time, wherever they lead', async () => {
    expect((await enter(new LoginGates(), many.map(byCommand))).length).toBe(3);
  });

  test('where one is turned away fewer go on at a time, and never nobody', async () => {
    const gates = new LoginGates();
    const turns = await enter(gates, many.map(byCommand));
    for (let time = 0; time < 5; time++) turns.at(0)?.turnedAway();
    turns.at(1)?.leave();
    turns.at(2)?.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns.length).toBe(3);
    turns.at(0)?.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(turns.length).toBe(4);
  });
});
