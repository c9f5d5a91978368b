import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { benchWindow, openWindow } from '../benchWindow.ts';
import { LatencyRelay } from '../latencyRelay.ts';
import { processUse, type ProcessUse } from '../processUse.ts';
import { requestsOf } from '../requestCounts.ts';
import { underLimit, type BenchPart } from '../row.ts';
import { SimulatedHosts } from '../simulatedHosts.ts';
import { sampleOf, type Sample } from '../statistics.ts';
import { digits } from '../units.ts';

const size = { hosts: 10, containers: 20 };
/** Longer than a host stays connected to its view after that is hidden. */
const settleMs = 15_000;
const minuteMs = 60_000;
const minutes = 5;
const quickMs = 10_000;

/** What is left of it. */
const why =
  'One clock wakes the process once a minute, to ask each host whether it is still there, and the answers ' +
  'wake it some times more: with nothing else it takes 3 to 6 ms. In the first minutes after the view was ' +
  'hidden V8 tidies up twice, which is what the largest figures are.';

/** Ten hosts that are connected, and nobody looks. */
export const idle: BenchPart = async ({ scratch, signal, quick, say }) => {
  const folder = path.join(scratch, 'idle');
  await mkdir(folder);
  await using hosts = await SimulatedHosts.start(size, folder, signal);
  await using relay = await LatencyRelay.to(hosts.server.port, 0);
  const config = await hosts.configAt(relay.port);
  await using window = await benchWindow(hosts.names, { scratch: folder, signal });
  await openWindow(window, config, folder);
  await window.ask('show');
  await window.ask('untilContainers', size.hosts * size.containers);
  await window.ask('hide');
  say('hidden');
  await delay(settleMs, undefined, { signal });

  const ms = quick ? quickMs : minuteMs;
  const aMinute = (value: number): number => (value * minuteMs) / ms;
  const requests = async (): Promise<number> =>
    [...(await requestsOf(hosts)).values()].reduce((all, one) => all + one, 0);
  const requestsBefore = await requests();
  const uses: ProcessUse[] = [await processUse(window.pid)];
  relay.reset();
  for (let minute = 0; minute < (quick ? 1 : minutes); minute++) {
    await delay(ms, undefined, { signal });
    uses.push(await processUse(window.pid));
  }
  const { bytesUp, bytesDown } = relay.traffic;
  const count = uses.length - 1;
  const asked = (await requests()) - requestsBefore;
  const ofEach = (figure: (use: ProcessUse) => number): Sample =>
    sampleOf(uses.slice(1).map((use, index) => aMinute(figure(use) - figure(uses[index] ?? use))));
  const wakeUps = ofEach((use) => use.wakeUps).median;
  const what = `${size.hosts} hosts connected, views hidden`;
  const bytes = digits(aMinute(bytesUp + bytesDown) / count / size.hosts);
  return [
    underLimit({
      what: `${what}: requests to engines a minute`,
      against: `keep-alive alone: ${bytes} bytes a minute and host`,
      limit: 0,
      taken: sampleOf([aMinute(asked) / count]),
      print: (value) => value.toFixed(0),
    }),
    underLimit({
      what: `${what}: CPU a minute, of a whole Node process`,
      against: `${digits(wakeUps)} wake-ups a minute`,
      limit: 10,
      taken: ofEach((use) => use.cpuMs),
      why,
    }),
  ];
};
