import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RoadUnderTest } from '../../integration/roadUnderTest.ts';
import { alternately } from '../alternately.ts';
import { people } from '../fixtures/people.ts';
import { atMost, comparison, type BenchPart } from '../row.ts';

const [host, container] = ['gpu1', 'ws-idle'];

/**
 * From the click, the tree being open, to where the window is opened: of a container behind one jump host
 * that was prepared and attached to before.
 */
export const attach: BenchPart = async ({ scratch, rounds, say, signal }) => {
  const road = await RoadUnderTest.create();
  try {
    const { laptop } = road;
    const alias = await road.attach(host, container);
    const byHand = await people(laptop.config, scratch, signal);
    const again = () => road.attach(host, container);
    const later = async (): Promise<number> => {
      await ageProofs(laptop.home);
      return await timeOf(again);
    };
    say('beside ssh alias true');
    const bySsh = () => byHand.ssh(alias, ['true']);
    const besideSsh = await alternately(later, bySsh, { rounds: rounds(9), signal });
    say('a second time');
    const besideFirst = await alternately(again, later, { rounds: rounds(5), signal });
    return [
      comparison({
        what: 'attach to a ready container, click to window command, proof included',
        against: '`ssh alias true`',
        wish: atMost(1.3),
        compared: besideSsh,
      }),
      comparison({
        what: 'attach the second time within a minute (proof still holds)',
        against: 'the first',
        wish: atMost(0.2),
        compared: besideFirst,
      }),
    ];
  } finally {
    await road.forget(host, container);
    await road.remove();
  }
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** As they are after a minute, which nobody waits for here. */
async function ageProofs(home: string): Promise<void> {
  const file = path.join(home, 'state.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(/"at": "[^"]*"/g, '"at": "2026-01-01T00:00:00Z"'));
}
