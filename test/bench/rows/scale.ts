import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { benchWindow, openWindow } from '../benchWindow.ts';
import { processUse } from '../processUse.ts';
import { underLimit, type Bench, type BenchPart, type Row } from '../row.ts';
import { SimulatedHosts } from '../simulatedHosts.ts';
import { sampleOf } from '../statistics.ts';
import { listsOf } from '../requestCounts.ts';
import { digits, mebibytes } from '../units.ts';

const mebibyte = 1024 ** 2;
const size = { hosts: 50, containers: 200 };
const usualRounds = 3;
const burst = { events: 1000, overMs: 1000 };
/** Far more than it takes to show all: what is not shown by then is lost. */
const showMs = 30_000;
const idleMs = 10_000;

interface Measured {
  readonly coldMs: number;
  readonly lost: number;
  readonly showMs: number;
  readonly listsPerEngine: number;
  readonly idleCpuMs: number;
  /**
   * What it has once all is drawn and garbage is collected, less what V8 keeps empty: that grows to
   * 128 MiB in Node 24 while much is made and thrown away, 48 in Node 20, and is the same for all.
   */
  readonly memory: number;
  /** The most that it had until then, all counted. */
  readonly mostMemory: number;
}

/**
 * Many hosts at once, all expanded, in a window that starts from nothing; then much that happens on
 * all of them; then nothing.
 */
export const scale: BenchPart = async (bench) => {
  await using hosts = await SimulatedHosts.start(size, bench.scratch, bench.signal);
  const rounds: Measured[] = [];
  for (let round = 0; round < bench.rounds(usualRounds); round++) {
    rounds.push(await measure(hosts, path.join(bench.scratch, `scale${round}`), bench));
    bench.say(`round ${round + 1}: ${digits(rounds.at(-1)?.coldMs ?? 0)} ms until all is drawn`);
  }
  if (hosts.server.hasTurnedAway) throw new Error('sshd turned some away: its MaxStartups');
  return rowsOf(rounds);
};

async function measure(hosts: SimulatedHosts, scratch: string, bench: Bench): Promise<Measured> {
  const { signal } = bench;
  await mkdir(scratch);
  await using window = await benchWindow(hosts.names, {
    scratch,
    nodeOptions: ['--expose-gc'],
    signal,
  });
  const begun = Date.now();
  await openWindow(window, await hosts.configAt(), scratch);
  await window.ask('show');
  const count = (await hosts.engines.ask('truth')).flat().length;
  const coldMs = (await window.ask('untilContainers', count)) - begun;
  const { mostMemory } = await processUse(window.pid);
  const empty = await window.ask('collect');
  const { memory } = await processUse(window.pid);

  const listsBefore = await listsOf(hosts);
  const lastEvent = await hosts.engines.ask('burst', burst);
  const truth = (await hosts.engines.ask('truth')).flat();
  const shown = await Promise.race([
    window.ask('untilTrue', truth),
    delay(showMs, undefined, { signal, ref: false }),
  ]);
  const lost = await window.ask('differences', truth);
  const lists = (await listsOf(hosts)) - listsBefore;

  const [complaint] = await window.ask('complaints');
  if (complaint !== undefined) throw new Error(`Dockhop complained: ${complaint}`);
  const before = await processUse(window.pid);
  await delay(idleMs, undefined, { signal });
  const { cpuMs } = await processUse(window.pid);
  return {
    coldMs,
    lost,
    showMs: (shown ?? Number.POSITIVE_INFINITY) - lastEvent,
    listsPerEngine: lists / size.hosts,
    idleCpuMs: ((cpuMs - before.cpuMs) * 60_000) / idleMs,
    memory: memory - empty,
    mostMemory,
  };
}

function rowsOf(rounds: readonly Measured[]): Row[] {
  const what = `${size.hosts} hosts × ${size.containers} containers, all expanded`;
  const sample = (key: keyof Measured) => sampleOf(rounds.map((round) => round[key]));
  const each = (value: number): string => `${digits(value)} an engine`;
  const perMinute = (value: number): string => `${digits(value)} ms a minute`;
  return [
    underLimit({
      what: `${what}: from a window that starts to every row drawn`,
      against: 'simulated engines behind one real sshd',
      limit: 10_000,
      taken: sample('coldMs'),
    }),
    underLimit({
      what: `${what}: memory then, of a whole Node process`,
      against: `without what V8 keeps empty; the most, with it and with garbage: ${mebibytes(sample('mostMemory').median)}`,
      limit: 150 * mebibyte,
      taken: sample('memory'),
      print: mebibytes,
    }),
    underLimit({
      what: `${what}: ${burst.events} changes within a second, of them not shown`,
      limit: 0,
      taken: sample('lost'),
      print: (value) => value.toFixed(0),
    }),
    underLimit({
      what: `${what}: lists asked for after these ${burst.events} changes`,
      against: 'one for each change',
      limit: burst.events / size.hosts,
      taken: sample('listsPerEngine'),
      print: each,
    }),
    underLimit({
      what: `${what}: CPU while nothing happens`,
      limit: 600,
      taken: sample('idleCpuMs'),
      print: perMinute,
    }),
  ];
}
