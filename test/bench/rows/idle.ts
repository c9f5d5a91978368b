import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { benchWindow, openWindow } from '../benchWindow.ts';
import { LatencyRelay } from '../latencyRelay.ts';
import { processUse } from '../processUse.ts';
import { requestsOf } from '../requestCounts.ts';
import { underLimit, type BenchPart } from '../row.ts';
import { SimulatedHosts } from '../simulatedHosts.ts';
import { sampleOf } from '../statistics.ts';
import { digits } from '../units.ts';

const size = { hosts: 10, containers: 20 };
/** Longer than a host stays connected to its view after that is hidden. */
const settleMs = 15_000;
const idleMs = 60_000;
const quickIdleMs = 10_000;

/** What is left of it. */
const why =
  'Each connection is kept alive every 15 s, so that a dead one is noticed within 45 s: forty messages ' +
  'and as many answers a minute, and a look at the clock every 5 s. What a minute costs is what it costs ' +
  'this machine to wake a process about a hundred times; there is no other timer and no other traffic.';

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

  const ms = quick ? quickIdleMs : idleMs;
  const aMinute = (value: number): number => (value * 60_000) / ms;
  const requests = async (): Promise<number> =>
    [...(await requestsOf(hosts)).values()].reduce((all, one) => all + one, 0);
  const before = { use: await processUse(window.pid), requests: await requests() };
  relay.reset();
  await delay(ms, undefined, { signal });
  const after = { use: await processUse(window.pid), requests: await requests() };
  const { bytesUp, bytesDown } = relay.traffic;
  const what = `${size.hosts} hosts connected, views hidden`;
  const bytes = digits(aMinute(bytesUp + bytesDown) / size.hosts);
  return [
    underLimit({
      what: `${what}: requests to engines a minute`,
      against: `keep-alive alone: ${bytes} bytes a minute and host`,
      limit: 0,
      taken: sampleOf([aMinute(after.requests - before.requests)]),
      print: (value) => value.toFixed(0),
    }),
    underLimit({
      what: `${what}: CPU a minute, of a whole Node process`,
      against: `${digits(aMinute(after.use.wakeUps - before.use.wakeUps))} wake-ups a minute`,
      limit: 10,
      taken: sampleOf([aMinute(after.use.cpuMs - before.use.cpuMs)]),
      why,
    }),
  ];
};
