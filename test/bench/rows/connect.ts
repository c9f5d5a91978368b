import path from 'node:path';
import { alternately } from '../alternately.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { people, withAgent } from '../fixtures/people.ts';
import { delayedLab } from '../latencyRelay.ts';
import { atMost, comparison, type Bench, type BenchPart, type Row } from '../row.ts';

const host = 'gpu1';
const distances = [
  { roundTripMs: 0, rounds: 11 },
  { roundTripMs: 50, rounds: 5 },
  { roundTripMs: 200, rounds: 3 },
];
const what = 'connect and first list, one jump host, key in agent';
const farAway =
  'So far away it is round trips that count, and most of them are logins, which take as many for either ' +
  'or nearly: see the rows about round trips.';

const unknown =
  'What the row below spares makes the difference: a server that was never logged in to is asked what it takes and ' +
  'whether a key will do, at each hop, before anything is signed, and an engine is asked who it is only when the ' +
  'search has found it.';

/** From no connection to the first list, as it is when a row of the tree is opened. */
export const connect: BenchPart = async (bench) => {
  const keyFile = path.join(path.dirname(bench.sshConfig), 'id_ed25519');
  return withAgent(keyFile, bench.scratch, bench.signal, async () => {
    const rows: Row[] = [];
    for (const { roundTripMs, rounds } of distances) {
      bench.say(`with ${roundTripMs} ms of round trip`);
      rows.push(...(await atDistance(roundTripMs, bench.rounds(rounds), bench)));
    }
    return rows;
  });
};

async function atDistance(
  roundTripMs: number,
  rounds: number,
  { scratch, signal }: Bench,
): Promise<Row[]> {
  await using lab = await delayedLab(roundTripMs);
  const byHand = await people(lab.configFile, scratch, signal);
  const bySsh = () => byHand.ssh(host, ['docker', 'ps', '-a']);
  const first = async (): Promise<number> => {
    await using window = new Laptop(lab.configFile);
    return await list(window, signal);
  };
  await using window = new Laptop(lab.configFile);
  const again = async (): Promise<number> => {
    const ms = await list(window, signal);
    await window.disconnect();
    return ms;
  };
  const turns = { rounds, signal };
  const far = roundTripMs === 0 ? '' : `; jump host ${roundTripMs} ms away`;
  const rowOf = async (name: string, ours: () => Promise<unknown>, near: string): Promise<Row> =>
    comparison({
      what: `${name}${far}`,
      against: '`ssh host docker ps -a`',
      wish: atMost(0.5),
      compared: await alternately(ours, bySsh, turns),
      why: roundTripMs > 0 ? farAway : near,
    });
  return [
    await rowOf(what, first, unknown),
    await rowOf(
      `${what}; connected before`,
      again,
      'The rest is two logins on the cores of both sshds.',
    ),
  ];
}

/** @returns how many milliseconds it took, without what comes after it. */
async function list(window: Laptop, signal: AbortSignal): Promise<number> {
  const begin = performance.now();
  const engine = await window.engine(host, signal);
  await engine.listContainers(signal);
  return performance.now() - begin;
}
