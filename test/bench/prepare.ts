/**
 * How long preparing takes, beside what a person would run by hand, in turns on the same engine:
 *   npm run bench:prepare [ROUNDS]
 * Needs the lab (test/lab/up). Prints a table of medians, for docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import { prepareContainer } from '../../src/core/container/prepareContainer.ts';
import { undoPreparation } from '../../src/core/container/undoPreparation.ts';
import type { ContainerDetails } from '../../src/core/engine/container.ts';
import type { Engine } from '../../src/core/engine/engine.ts';
import { findEngines } from '../../src/core/engine/find/findEngines.ts';
import type { Connection } from '../../src/core/ssh/connection.ts';
import { LocalConnection } from '../../src/core/ssh/localConnection.ts';
import { Containers } from '../integration/container/containers.ts';
import { labConnections, never } from '../integration/engine/labConnections.ts';
import { nobody } from '../nobody.ts';
import { searching } from '../searching.ts';

const rounds = Number(process.argv[2] ?? 7);

/** What is measured, and what it is measured against. */
interface Pair {
  readonly what: string;
  readonly ours: () => Promise<unknown>;
  readonly byHand: () => Promise<unknown>;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** In turns, each first every other time, so that the machine's load is the same for both. */
async function measure({ what, ours, byHand }: Pair, times: number): Promise<string> {
  const taken: { ours: number[]; byHand: number[] } = { ours: [], byHand: [] };
  for (let round = 0; round < times; round++) {
    if (round % 2 === 0) taken.ours.push(await seconds(ours));
    taken.byHand.push(await seconds(byHand));
    if (round % 2 === 1) taken.ours.push(await seconds(ours));
  }
  const [a, b] = [median(taken.ours), median(taken.byHand)];
  const spread = `${Math.min(...taken.ours).toFixed(2)}–${Math.max(...taken.ours).toFixed(2)}`;
  const against = (a / b).toFixed(2);
  return `| ${what} | ${a.toFixed(2)} s (${spread}) | ${b.toFixed(2)} s | ${against} | ${times} |`;
}

async function engineOf(connection: Connection): Promise<Engine> {
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  if (!engine) throw new Error(`no engine on ${connection.path.host}`);
  return engine;
}

const prepare = (engine: Engine, container: ContainerDetails, authorizedKey: string) =>
  prepareContainer(
    { engine, container, authorizedKey, laptop: 'bench' },
    {
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
      progress: { step: () => undefined, output: () => undefined },
      prompter: { ...nobody, allowInstall: () => Promise.resolve('serverOnly' as const) },
    },
    never,
  );

const run = async (engine: Engine, container: ContainerDetails, script: string): Promise<void> => {
  const request = { uid: 0, maxBytes: 1024 * 1024, timeoutMs: 600_000, what: 'the benchmark' };
  const { exitCode } = await engine.exec(
    container,
    { ...request, command: ['/bin/sh', '-c', script], env: { DEBIAN_FRONTEND: 'noninteractive' } },
    never,
  );
  if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}`);
};

/** Where there is a server: on the lab's GPU server, behind its jump host. */
async function withServer(containers: Containers): Promise<readonly string[]> {
  const pool = labConnections();
  try {
    const engine = await engineOf(await pool.to('gpu1', never));
    const row = (await engine.listContainers(never)).find(({ name }) => name === 'ws-idle');
    const box = await engine.inspectContainer(row?.id ?? '', never);
    const ours = () => prepare(engine, box, containers.publicKey);
    const undo = () => undoPreparation({ engine, container: box, uid: 0, laptop: 'bench' }, never);
    const byHand = () => run(engine, box, 'true');
    const first: number[] = [];
    for (let round = 0; round < rounds; round++) {
      first.push(await seconds(ours));
      await undo();
    }
    await ours();
    const again = await measure(
      { what: 'prepare again, one exec of `true`', ours, byHand },
      rounds,
    );
    await undo();
    const what = 'prepare for the first time';
    return [`| ${what} | ${median(first).toFixed(2)} s | | | ${rounds} |`, again];
  } finally {
    await pool.dispose();
  }
}

/** Where it is installed: in fresh containers of Debian on this machine's engine. */
async function byPackages(containers: Containers): Promise<string> {
  const local = new LocalConnection();
  try {
    const engine = await engineOf(local);
    const boxes = await Promise.all(
      Array.from({ length: 2 * rounds }, async () => {
        const { id } = await containers.start('debian');
        return engine.inspectContainer(id, never);
      }),
    );
    const next = (): ContainerDetails => {
      const box = boxes.pop();
      if (!box) throw new Error('no container is left');
      return box;
    };
    const commands =
      'apt-get -q update && apt-get -q -y install --no-install-recommends openssh-server';
    const pair = {
      what: 'prepare with apt, the bare commands',
      ours: () => prepare(engine, next(), containers.publicKey),
      byHand: () => run(engine, next(), commands),
    };
    return await measure(pair, rounds);
  } finally {
    await local.close();
  }
}

async function bench(): Promise<void> {
  const containers = await Containers.create();
  const print = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
  try {
    const docker = execFileSync('docker', ['version', '-f', '{{.Server.Version}}']);
    const date = new Date().toISOString().slice(0, 10);
    print(`${date}, Node ${process.version}, Docker ${docker.toString().trim()}`, '');
    print('| what | Dockhop | by hand | ratio | rounds |', '| --- | --- | --- | --- | --- |');
    print(...(await withServer(containers)));
    print(await byPackages(containers));
  } finally {
    await containers.close();
  }
}

void bench();
