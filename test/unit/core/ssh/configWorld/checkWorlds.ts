import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { listHosts } from '../../../../../src/core/ssh/config/hostList.ts';
import { resolvePath } from '../../../../../src/core/ssh/config/resolvePath.ts';
import { Chance } from './chance.ts';
import { expectedHops, planWorld, type Named, type World } from './world.ts';
import { writeWorld } from './writeFiles.ts';

const never = new AbortController().signal;
/** Each is an `ssh -G`, more than there are cores to run them. */
const atOnce = 4;

/**
 * Writes configurations whose hosts and hops are known by how they were made, and holds what ours
 * makes of them against that.
 * @returns the number of hosts that were asked about.
 */
export async function checkWorlds(worlds: number, hostsEach: number): Promise<number> {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (draw) => {
      const chance = new Chance(draw);
      const world = planWorld(hostsEach, chance);
      const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-world-'));
      try {
        const { configFile, listed } = await writeWorld(world, directory, chance);
        expect(await listHosts({ configFile })).toEqual(listed);
        const questions = world.hosts.map(({ name }) => address(name, chance));
        await inTurns(questions, (question) => check(question, world, configFile));
        asked += questions.length;
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    }),
    // A smaller one that fails as well would cost thousands of programs.
    { numRuns: worlds, endOnFailure: true },
  );
  return asked;
}

interface Question {
  readonly destination: string;
  readonly named: Named;
}

/** A host as a person may name it on a command line. */
function address(name: string, chance: Chance): Question {
  return chance.pick<Question>([
    { destination: name, named: { name } },
    { destination: name, named: { name } },
    { destination: `me@${name}`, named: { name, user: 'me' } },
    { destination: `ssh://${name}:4022`, named: { name, port: 4022 } },
    { destination: `ssh://me@${name}`, named: { name, user: 'me' } },
  ]);
}

async function check(
  { destination, named }: Question,
  world: World,
  configFile: string,
): Promise<void> {
  const { hops } = await resolvePath(destination, { configFile }, never);
  const found = hops.map(({ name, hostName, port, user, via, command }) => ({
    ...{ name, hostName, port, user, via },
    ...(command === undefined ? {} : { command }),
  }));
  expect({ destination, hops: found }).toEqual({ destination, hops: expectedHops(world, named) });
}

async function inTurns<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  });
  await Promise.all(workers);
}
