import path from 'node:path';
import { dockhopHome } from '../../../src/core/clientFiles/dockhopHome.ts';
import { HintsFile } from '../../../src/core/clientFiles/hintsFile.ts';
import { noHints, type Hints } from '../../../src/core/ports/hints.ts';
import { recordingLog } from '../../recordingLog.ts';
import { alternately } from '../alternately.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { people, withAgent } from '../fixtures/people.ts';
import { delayedLab, type LatencyRelay } from '../latencyRelay.ts';
import { comparison, type BenchPart, type Wish } from '../row.ts';

const host = 'gpu1';
/** So long that nothing that a machine does takes as long: then what is at once is seen to be. */
const roundTripMs = 200;

/** What SSH and HTTP allow at the least, were everything known; docs/attach-time.md counts them. */
const least = 8;
const fewest: Wish = {
  words: `the fewest that the protocols allow (${least})`,
  ratioOf: (ours, theirs) => ours / theirs,
  holdsFor: () => false,
};

const missing =
  'a guess of the key exchange would be wrong (one at each hop): what sshd likes best is not spoken by ssh2; and a ' +
  'host is searched for its engines before any is listed (two, of which one asks the engine meanwhile): see ' +
  'docs/attach-time.md';

const unknown =
  'until a server has let somebody in it is asked what it takes, and whether a key will do (two at each hop); engines ' +
  'are asked who they are only when the search has found them (two); and the search goes by standard input until the ' +
  'login shell is known (one)';

/** Counted on the wire, from no connection to the first list. */
export const roundTrips: BenchPart = async ({ sshConfig, scratch, rounds, say, signal }) => {
  const keyFile = path.join(path.dirname(sshConfig), 'id_ed25519');
  return withAgent(keyFile, scratch, signal, async () => {
    await using lab = await delayedLab(roundTripMs);
    const { relay, configFile } = lab;
    const byHand = await people(configFile, scratch, signal);
    const bySsh = counted(relay, () => byHand.ssh(host, ['docker', 'ps', '-a']));
    const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(scratch, 'hints') } });
    // Each time as in a window that was just opened.
    const again = counted(relay, () =>
      firstList(configFile, new HintsFile(home, recordingLog()), signal),
    );
    const first = counted(relay, () => firstList(configFile, noHints, signal));
    await firstList(configFile, new HintsFile(home, recordingLog()), signal);
    const common = { against: '`ssh host docker ps -a`', print: String };
    const turns = { rounds: rounds(3), signal };
    say('for the first time');
    const atFirst = await alternately(first, bySsh, turns);
    say('again');
    const afterwards = await alternately(again, bySsh, turns);
    const what = `round trips to the first list, one jump host, key in agent, ${roundTripMs} ms each`;
    return [
      comparison({
        ...common,
        what: `${what}; nothing known of the host`,
        wish: fewest,
        why: `${unknown}; ${missing}`,
        compared: atFirst,
      }),
      comparison({
        ...common,
        what: `${what}; connected before`,
        wish: fewest,
        why: missing,
        compared: afterwards,
      }),
    ];
  });
};

async function firstList(configFile: string, hints: Hints, signal: AbortSignal): Promise<void> {
  await using window = new Laptop(configFile, hints);
  await (await window.engine(host, signal)).listContainers(signal);
  if (hints instanceof HintsFile) await hints.settled;
}

function counted(relay: LatencyRelay, work: () => Promise<unknown>): () => Promise<number> {
  return async () => {
    await relay.isIdle();
    relay.reset();
    await work();
    return relay.traffic.roundTrips;
  };
}
