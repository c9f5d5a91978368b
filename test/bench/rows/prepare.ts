import { prepareContainer } from '../../../src/core/container/prepareContainer.ts';
import { undoPreparation } from '../../../src/core/container/undoPreparation.ts';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import type { Engine } from '../../../src/core/engine/engine.ts';
import { LocalConnection } from '../../../src/core/ssh/localConnection.ts';
import { findEngines } from '../../../src/core/engine/find/findEngines.ts';
import { Containers } from '../../integration/container/containers.ts';
import { nobody } from '../../nobody.ts';
import { recordingLog } from '../../recordingLog.ts';
import { searching } from '../../searching.ts';
import { alternately } from '../alternately.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { containerOf, withOwnContainer } from '../fixtures/ownContainer.ts';
import { OwnSocket } from '../fixtures/ownSocket.ts';
import { runProgram } from '../fixtures/runProgram.ts';
import { atMost, comparison, nothing, type Bench, type BenchPart, type Row } from '../row.ts';

const user = 'bench';

/** Preparing a container, and what a person would run by hand. */
export const prepare: BenchPart = async (bench) => {
  const containers = await Containers.create();
  try {
    return [...(await withServer(containers, bench)), await byPackages(containers, bench)];
  } finally {
    await containers.close();
  }
};

/** Where there is a server: on the lab's GPU server, behind its jump host, over an open connection. */
function withServer(
  { publicKey }: Containers,
  { sshConfig, rounds, say, signal }: Bench,
): Promise<Row[]> {
  return withOwnContainer(async ({ name }) => {
    await using own = new Laptop(sshConfig);
    const engine = await own.engine('gpu1', signal);
    const container = await containerOf(engine, name, signal);
    const { socketPath } = await OwnSocket.of('docker', signal);
    const words = ['-H', `unix://${socketPath}`, 'exec', container.id, 'true'];
    const byHand = () => runProgram('docker', words, { signal });
    const ours = () => prepareAs(user, engine, container, publicKey, signal);
    const undo = () => undoPreparation({ engine, container, uid: 0, laptop: user }, signal);

    say('for the first time');
    const anew = async (): Promise<number> => {
      const begin = performance.now();
      await ours();
      const ms = performance.now() - begin;
      await undo();
      return ms;
    };
    const first = await alternately(anew, byHand, { rounds: rounds(9), signal });
    say('once more');
    await ours();
    const again = await alternately(ours, byHand, { rounds: rounds(9), signal });
    const alone = await alternately(ours, () => execTrue(engine, container, signal), {
      rounds: rounds(9),
      signal,
    });
    const docker = 'one `docker exec true` on the host itself';
    return [
      comparison({
        what: 'prepare where sshd exists, all as it should be',
        against: docker,
        wish: atMost(3),
        compared: again,
      }),
      comparison({
        what: 'prepare where sshd exists, for the first time',
        against: docker,
        wish: atMost(3),
        compared: first,
      }),
      comparison({
        what: 'prepare where sshd exists, all as it should be',
        against: 'one exec of `true` over the same connection, without any `docker`',
        wish: nothing,
        compared: alone,
      }),
    ];
  });
}

/** Where it is installed: in fresh containers of Debian on this machine's engine. */
async function byPackages(containers: Containers, bench: Bench): Promise<Row> {
  const { rounds, say, signal } = bench;
  const local = new LocalConnection();
  try {
    const [engine] = (await findEngines(local, searching(), signal)).engines;
    if (!engine) throw new Error('no engine on this machine');
    const fresh = async (): Promise<ContainerDetails> => {
      const { id } = await containers.start('debian');
      return engine.inspectContainer(id, signal);
    };
    const commands =
      'apt-get -q update && apt-get -q -y install --no-install-recommends openssh-server';
    const timed = async (work: (container: ContainerDetails) => Promise<unknown>) => {
      const container = await fresh();
      const begin = performance.now();
      await work(container);
      return performance.now() - begin;
    };
    say('with packages');
    const compared = await alternately(
      () => timed((one) => prepareAs(user, engine, one, containers.publicKey, signal)),
      () => timed((one) => execRoot(engine, one, commands, signal)),
      { rounds: rounds(3), warmUps: 0, signal },
    );
    return comparison({
      what: 'prepare where sshd has to be installed (Debian)',
      against: 'the bare `apt-get` commands',
      wish: nothing,
      compared,
    });
  } finally {
    await local.close();
  }
}

function prepareAs(
  laptopName: string,
  engine: Engine,
  container: ContainerDetails,
  authorizedKey: string,
  signal: AbortSignal,
) {
  return prepareContainer(
    { engine, container, authorizedKey, laptop: laptopName },
    {
      log: recordingLog(),
      progress: { step: () => undefined, output: () => undefined },
      prompter: { ...nobody, allowInstall: () => Promise.resolve('serverOnly' as const) },
    },
    signal,
  );
}

const execTrue = (engine: Engine, container: ContainerDetails, signal: AbortSignal) =>
  exec(engine, container, ['true'], signal);

const execRoot = (engine: Engine, one: ContainerDetails, script: string, signal: AbortSignal) =>
  exec(engine, one, ['/bin/sh', '-c', script], signal);

async function exec(
  engine: Engine,
  container: ContainerDetails,
  command: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const limits = { maxBytes: 1024 * 1024, timeoutMs: 200_000, what: 'the benchmark' };
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const { exitCode } = await engine.exec(container, { uid: 0, command, env, ...limits }, signal);
  if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}`);
}
