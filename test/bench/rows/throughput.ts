import path from 'node:path';
import { SystemRoad } from '../../integration/systemRoad.ts';
import { machineId, onMachine } from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';
import { alternately, type Compared, type Contender } from '../alternately.ts';
import { cpuDuring, type CpuUse } from '../cpuShares.ts';
import { withOwnContainer } from '../fixtures/ownContainer.ts';
import { people, type People } from '../fixtures/people.ts';
import { delayedLab } from '../latencyRelay.ts';
import { atLeast, comparison, nothing, type Bench, type BenchPart, type Row } from '../row.ts';
import { digits, throughput as perSecond } from '../units.ts';

const mebibyte = 1024 ** 2;
const host = 'gpu1';
const file = '/tmp/dockhop-bench';
const against = '`scp` to the host itself';
const wish = atLeast(0.8);
/** Where window sizes count, and no core is busy. */
const farMs = 50;

const explained =
  'Two sessions, to the jump host and to the host, are the same for both. What is left is the session into ' +
  'the container inside them, and the engine’s own way into it (`docker`, `dockerd`, `containerd-shim`), in ' +
  'which every byte is copied three times more, out of the container in pieces of 4 KiB: what that costs ' +
  'without any session inside, the row of `docker exec` shows. AES-GCM for the session inside would save a ' +
  'twentieth of all this time; but an ssh that does not know a cipher by name refuses the whole of a ' +
  'person’s config, so the entry names none.';

const soFar =
  'So far away no session has more on the way than its window of 2 MiB lets it, which is the same for both. ' +
  'The time has the login in it, which is one more for the session inside.';

/** The programs on the way, as the kernel names them; whoever else uses the cores has no part in it. */
const onTheWay: ReadonlySet<string> = new Set([
  ...['ssh', 'sshd', 'sshd-session', 'scp', 'sftp-server', 'cat'],
  ...['docker', 'dockerd', 'containerd-shim', 'docker-proxy'],
]);

/** What an ssh session into an attached container carries, beside what one to its host does. */
export const throughput: BenchPart = (bench) =>
  withOwnContainer(async (container) => {
    const mebibytes = bench.quick ? 16 : 256;
    const fill = `dd if=/dev/urandom of=${file} bs=1M count=${mebibytes} 2>/dev/null`;
    const upload = path.join(bench.scratch, 'up');
    try {
      await Promise.all([
        container.sh(fill),
        onMachine(host, 'sh', '-c', `${fill}; chown alice ${file}`),
      ]);
      const files = { container: container.name, mebibytes, upload };
      return [
        ...(await withWays(bench.sshConfig, 'near', files, bench, near)),
        ...(await farAway(files, bench)),
      ];
    } finally {
      // Not by ssh, which a run that is cancelled has no more.
      await onMachine(host, 'rm', '-f', file);
    }
  });

interface Files {
  readonly container: string;
  readonly mebibytes: number;
  /** On this machine, as large as the others. */
  readonly upload: string;
}

/** What is compared. */
interface Ways {
  readonly down: Contender;
  readonly up: Contender;
  readonly scpDown: Contender;
  readonly scpUp: Contender;
  readonly execDown: Contender;
}

type Rows = (ways: Ways, files: Files, bench: Bench) => Promise<Row[]>;

const near: Rows = async (ways, files, bench) => {
  const turns = { rounds: bench.rounds(5), signal: bench.signal };
  const row = rowOf(files);
  const why = async (ours: Contender, theirs: Contender): Promise<string> => {
    const placeOf = await places();
    const used = (work: Contender) => cpuDuring(placeOf, () => work(0));
    return reason(await used(ours), await used(theirs), files.mebibytes);
  };
  bench.say(`down ${files.mebibytes} MiB`);
  const down = await alternately(ways.down, ways.scpDown, turns);
  const whyDown = await why(ways.down, ways.scpDown);
  bench.say(`up ${files.mebibytes} MiB`);
  const up = await alternately(ways.up, ways.scpUp, turns);
  const whyUp = await why(ways.up, ways.scpUp);
  bench.say('by the engine alone');
  const exec = await alternately(ways.execDown, ways.scpDown, {
    ...turns,
    rounds: bench.rounds(3),
  });
  return [
    row('out of an attached container', down, { wish, why: `${whyDown} ${explained}` }),
    row('into an attached container', up, { wish, why: whyUp }),
    row('out of a container by `ssh host docker exec`, no session inside', exec, { wish: nothing }),
  ];
};

async function farAway(files: Files, bench: Bench): Promise<Row[]> {
  await using lab = await delayedLab(farMs);
  return await withWays(lab.configFile, 'far', files, bench, async (ways) => {
    const turns = { rounds: bench.rounds(2), warmUps: 0, signal: bench.signal };
    const far = `jump host ${farMs} ms away`;
    const row = rowOf(files);
    bench.say(`down, ${far}`);
    const down = await alternately(ways.down, ways.scpDown, turns);
    bench.say(`up, ${far}`);
    const up = await alternately(ways.up, ways.scpUp, turns);
    return [
      row(`out of an attached container; ${far}`, down, { wish, why: soFar }),
      row(`into an attached container; ${far}`, up, { wish, why: soFar }),
    ];
  });
}

/** On a laptop of its own, which is attached to the container. */
async function withWays(
  sshConfig: string,
  name: string,
  files: Files,
  bench: Bench,
  rows: Rows,
): Promise<Row[]> {
  const road = await SystemRoad.create(sshConfig);
  try {
    const prompter = { ...nobody, allowInstall: () => Promise.resolve('serverOnly' as const) };
    const alias = await road.run(prompter).attach(host, files.container);
    const { signal, scratch } = bench;
    const inside = await people(road.laptop.config, path.join(scratch, `${name}-inside`), signal);
    const toHost = await people(sshConfig, path.join(scratch, `${name}-host`), signal);
    await toHost.scp(`${host}:${file}`, files.upload);
    return await rows(waysOf(alias, inside, toHost, files), files, bench);
  } finally {
    await road.remove();
  }
}

function waysOf(alias: string, inside: People, toHost: People, files: Files): Ways {
  const nowhere = { output: '/dev/null' };
  return {
    down: () => inside.ssh(alias, ['cat', file], nowhere),
    up: () => inside.ssh(alias, [`cat > ${file}`], { input: files.upload }),
    scpDown: () => toHost.scp(`${host}:${file}`, '/dev/null'),
    scpUp: () => toHost.scp(files.upload, `${host}:${file}`),
    execDown: () =>
      toHost.ssh(host, ['docker', 'exec', '-i', files.container, 'cat', file], nowhere),
  };
}

function rowOf({ mebibytes }: Files) {
  return (what: string, compared: Compared, more: Pick<Row, 'why'> & { wish: typeof wish }): Row =>
    comparison({
      what,
      against,
      compared,
      print: (ms) => perSecond(mebibytes * mebibyte, ms),
      ...more,
    });
}

/** The machines of the lab are containers of this one, those of a host's engine are inside the host's. */
async function places(): Promise<(cgroups: string) => string> {
  const [jumpId, hostId] = await Promise.all([machineId('jump'), machineId(host)]);
  return (cgroups) => {
    if (cgroups.includes(jumpId)) return 'jump host';
    const [, below] = cgroups.split(hostId, 2);
    if (below === undefined) return 'client';
    return /^\/docker\/[0-9a-f]{64}/.test(below) ? 'container' : 'host';
  };
}

/** Who took the time, for a reader who would know what it could be saved on. */
function reason(ours: CpuUse, theirs: CpuUse, mebibytes: number): string {
  const perGibibyte = (seconds: number): string => digits((seconds * 1024) / mebibytes);
  const sharesOf = ({ shares }: CpuUse) => shares.filter(({ program }) => onTheWay.has(program));
  const list = (use: CpuUse): string => {
    const shares = sharesOf(use);
    const all = shares.reduce((sum, { seconds }) => sum + seconds, 0);
    const told = shares.filter(({ seconds }) => seconds >= all / 100);
    const each = told.map(
      ({ place, program, processes, seconds }) =>
        `${processes > 1 ? `${processes} ` : ''}\`${program}\` (${place}) ${perGibibyte(seconds)}`,
    );
    return `${perGibibyte(all)} s (${each.join(', ')})`;
  };
  const most = (use: CpuUse): string =>
    perGibibyte(Math.max(...sharesOf(use).map((share) => share.most)));
  return (
    'Jump host, host and client share the cores here, ' +
    `which are ${(ours.busy * 100).toFixed(0)} % busy, so all that counts is what all processes on the way take ` +
    `together. For a GiB they take ${list(ours)} of CPU time; \`scp\` takes ${list(theirs)}. Where each machine has ` +
    `cores of its own, the busiest process is the limit: ${most(ours)} s against ${most(theirs)} s.`
  );
}
