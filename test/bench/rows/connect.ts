import path from 'node:path';
import { alternately } from '../alternately.ts';
import { people, withAgent } from '../fixtures/people.ts';
import { laptop } from '../fixtures/laptop.ts';
import { delayedLab } from '../latencyRelay.ts';
import { atMost, comparison, type Bench, type BenchPart, type Row } from '../row.ts';

/** From no connection to the first list, as it is when a row of the tree is opened, and down again. */
export const connect: BenchPart = async (bench) => {
  const keyFile = path.join(path.dirname(bench.sshConfig), 'id_ed25519');
  return withAgent(keyFile, bench.scratch, bench.signal, async () => {
    const rows: Row[] = [];
    for (const { roundTripMs, rounds } of distances) {
      bench.say(`with ${roundTripMs} ms of round trip`);
      rows.push(await atDistance(roundTripMs, bench.rounds(rounds), bench));
    }
    return rows;
  });
};

const distances = [
  { roundTripMs: 0, rounds: 11 },
  { roundTripMs: 50, rounds: 5 },
  { roundTripMs: 200, rounds: 3 },
];

async function atDistance(
  roundTripMs: number,
  rounds: number,
  { scratch, signal }: Bench,
): Promise<Row> {
  await using lab = await delayedLab(roundTripMs);
  const byHand = await people(lab.configFile, scratch, signal);
  const ours = async (): Promise<void> => {
    await using own = laptop(lab.configFile);
    const engine = await own.engine('gpu1', signal);
    await engine.listContainers(signal);
  };
  const bySsh = () => byHand.ssh('gpu1', ['docker', 'ps', '-a']);
  const far = roundTripMs === 0 ? '' : `; ${roundTripMs} ms of round trip to the jump host`;
  return comparison({
    what: `connect and first list, one jump host, key in agent${far}`,
    against: '`ssh host docker ps -a`',
    wish: atMost(0.5),
    compared: await alternately(ours, bySsh, { rounds, signal }),
  });
}
