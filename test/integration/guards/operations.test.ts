import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareOnHost } from '../../../src/core/attach/prepareOnHost.ts';
import { Counting } from '../../guards/counting.ts';
import { limits } from '../../guards/limits.ts';
import { overruns, type Figures } from '../../guards/overruns.ts';
import { hosts } from '../../lab/lab.ts';
import { LabContainer } from '../labContainer.ts';
import { RoadUnderTest } from '../roadUnderTest.ts';

const never = new AbortController().signal;
const silent = { step: () => undefined, output: () => undefined };
const own = () => new LabContainer({ machine: 'gpu1', engine: 'docker' });
const [first, second] = [own(), own()];
const counting = new Counting();
let road: RoadUnderTest;

beforeAll(async () => {
  road = await RoadUnderTest.create();
  await Promise.all([first.run(), second.run()]);
});
afterAll(async () => {
  counting.end();
  await road.remove();
  await Promise.all([first.remove(), second.remove()]);
});

async function engineOf(host: string) {
  const [engine] = (await road.tools.directory.reach(host, never)).engines;
  if (!engine) throw new Error(`${host} has no engine`);
  return engine;
}

/** Lists the containers of one engine; how many there are. */
async function list(host: string = hosts.gpu1): Promise<number> {
  return (await (await engineOf(host)).listContainers(never)).length;
}

async function counted(work: () => Promise<unknown>): Promise<Figures> {
  counting.take();
  await work();
  return counting.take();
}

/** Done once it keeps to its limits; done twice it does not, or they would guard nothing. */
async function guard(of: Figures, work: () => Promise<unknown>): Promise<void> {
  const once = await counted(work);
  expect(overruns(of, once)).toEqual([]);
  const twice = await counted(async () => {
    await work();
    await work();
  });
  expect(overruns(of, twice)).not.toEqual([]);
}

// In their order: what the first one opens, the others use.
describe('what it takes, and no more', () => {
  it('to connect and list, and to connect again after a loss', () =>
    guard(limits.connect, async () => {
      counting.breakConnections();
      await list();
    }));

  it('to refresh: one request', async () => {
    const engine = await engineOf(hosts.gpu1);
    await guard(limits.refresh, () => engine.listContainers(never));
  });

  it('to refresh: hardly more bytes on the wire than the engine says', async () => {
    const engine = await engineOf(hosts.gpu1);
    const overhead = async () => {
      const [bytes, listed] = [counting.bytes, counting.listed];
      await engine.listContainers(never);
      return counting.bytes - bytes - (counting.listed - listed);
    };
    const once = { overhead: await overhead() };
    expect(overruns(limits.wire, once)).toEqual([]);
    // A second list would come on top of what the first one says.
    const before = counting.bytes;
    await engine.listContainers(never);
    const twice = { overhead: once.overhead + counting.bytes - before };
    expect(overruns(limits.wire, twice)).not.toEqual([]);
  });

  it('for all views of a host that is connected', async () => {
    const engine = await engineOf(hosts.gpu1);
    await guard(limits.views, () =>
      Promise.all([
        engine.listContainers(never),
        engine.images.list(never),
        engine.volumes.list(never),
      ]),
    );
  });

  it('for somebody else on the same host', async () => {
    const once = await counted(() => list(hosts.gpu1Bob));
    expect(overruns(limits.neighbour, once)).toEqual([]);
    // Over a jump host of its own it would be one connection more.
    counting.breakConnections();
    expect(overruns(limits.neighbour, await counted(() => list(hosts.gpu1Bob)))).not.toEqual([]);
  });

  it('to attach, and to attach once more', async () => {
    // The very first attach also writes the Include line, and tries it with every host of the person.
    await road.attach(hosts.gpu1, first.name);
    const attach = () => road.attach(hosts.gpu1, second.name);
    const once = await counted(attach);
    expect(overruns(limits.attach, once)).toEqual([]);
    expect(overruns(limits.attachAgain, once)).not.toEqual([]);
    await guard(limits.attachAgain, attach);
  });

  it('to prepare what is prepared', () =>
    guard(limits.prepareAgain, () =>
      prepareOnHost({ host: hosts.gpu1, container: first.name }, road.tools, silent, never),
    ));
});
