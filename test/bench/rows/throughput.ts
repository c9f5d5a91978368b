import path from 'node:path';
import { SystemRoad } from '../../integration/systemRoad.ts';
import { onMachine } from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';
import { alternately } from '../alternately.ts';
import { withOwnContainer } from '../fixtures/ownContainer.ts';
import { people } from '../fixtures/people.ts';
import { atLeast, comparison, type BenchPart } from '../row.ts';
import { throughput as perSecond } from '../units.ts';

const mebibyte = 1024 ** 2;
const host = 'gpu1';
const file = '/tmp/dockhop-bench';

const why =
  'By the route `exec` the session of the container goes inside that of the host, which goes inside that of ' +
  'the jump host: three encryptions where `scp` has two, and the engine copies every byte besides. Here all ' +
  'of them share the cores with the client.';

/** What an ssh session into an attached container carries, beside what one to its host does. */
export const throughput: BenchPart = ({ sshConfig, scratch, rounds, quick, say, signal }) =>
  withOwnContainer(async (container) => {
    const mebibytes = quick ? 16 : 256;
    const road = await SystemRoad.create(sshConfig);
    const { laptop } = road;
    const toHost = await people(sshConfig, path.join(scratch, 'host'), signal);
    try {
      const prompter = { ...nobody, allowInstall: () => Promise.resolve('serverOnly' as const) };
      const alias = await road.run(prompter).attach(host, container.name);
      const inside = await people(laptop.config, path.join(scratch, 'inside'), signal);
      const fill = `dd if=/dev/urandom of=${file} bs=1M count=${mebibytes} 2>/dev/null`;
      await container.sh(fill);
      await toHost.ssh(host, [fill]);
      say(`down ${mebibytes} MiB`);
      const turns = { rounds: rounds(5), signal };
      const down = await alternately(
        () => inside.ssh(alias, ['cat', file], { output: '/dev/null' }),
        () => toHost.scp(`${host}:${file}`, '/dev/null'),
        turns,
      );
      say(`up ${mebibytes} MiB`);
      const local = path.join(scratch, 'up');
      await toHost.scp(`${host}:${file}`, local);
      const up = await alternately(
        () => inside.ssh(alias, [`cat > ${file}`], { input: local }),
        () => toHost.scp(local, `${host}:${file}`),
        turns,
      );
      const print = (ms: number): string => perSecond(mebibytes * mebibyte, ms);
      const against = '`scp` to the host itself';
      const wish = atLeast(0.8);
      return [
        comparison({
          what: 'out of an attached container',
          against,
          wish,
          why,
          compared: down,
          print,
        }),
        comparison({ what: 'into an attached container', against, wish, why, compared: up, print }),
      ];
    } finally {
      // Not by ssh, which a run that is cancelled has no more.
      await onMachine(host, 'rm', '-f', file);
      await road.remove();
    }
  });
