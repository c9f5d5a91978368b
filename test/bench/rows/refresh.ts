import { alternately, repeatedly, type Contender } from '../alternately.ts';
import { cpuOfPrograms } from '../fixtures/cpuOfPrograms.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { OwnSocket } from '../fixtures/ownSocket.ts';
import { people } from '../fixtures/people.ts';
import { atLeast, atMost, comparison, type BenchPart } from '../row.ts';

const what = 'refresh one host’s containers, connected';
const warmUps = 50;
/** Of one turn beside `docker`: an odd number, so that one of them is in the middle. */
const refreshesOfTurn = 21;

/** All containers of a host to which there is a connection, behind one jump host. */
export const refresh: BenchPart = async ({ sshConfig, scratch, rounds, say, signal }) => {
  await using own = new Laptop(sshConfig);
  using socket = await OwnSocket.of('docker', signal);
  const byHand = await people(sshConfig, scratch, signal);
  const engine = await own.engine('gpu1', signal);
  const ours = new Counted(() => engine.listContainers(signal));
  const onHost = new Counted(() => socket.ask('/containers/json?all=1'));

  say('beside the engine’s own socket');
  const carriers = await Promise.all(['sshd', 'docker-proxy'].map(cpuOfPrograms));
  const quick = { rounds: rounds(201), warmUps, signal };
  const besideSocket = await alternately(ours.run, onHost.run, quick);
  const carried = await Promise.all(carriers.map((program) => program.stop()));
  const [servers = 0, proxy = 0] = carried.map((ms) => ms / ours.times);
  const [worked, peerWorked] = [ours.cpuMs, onHost.cpuMs];
  say('beside docker -H ssh://');
  const bySsh = () => byHand.docker('gpu1', ['ps', '-a']);
  const turn = async (): Promise<number> =>
    (await repeatedly(ours.run, { rounds: refreshesOfTurn, warmUps: 0, signal })).median;
  const besideDocker = await alternately(turn, bySsh, { rounds: rounds(9), signal });
  return [
    comparison({
      what,
      against: 'the same request on the engine’s socket on its own host',
      wish: atMost(1.5),
      why:
        'It is one packet there and one answer back, and not waited for anything else: what it takes ' +
        `longer is work, each after the other. For a refresh this process works ${microseconds(worked)}, ` +
        `for the request of the peer ${microseconds(peerWorked)}; the sshd of both hosts work ` +
        `${microseconds(servers)}, and what leads to the port of the lab’s jump host, which no real one ` +
        `has, ${microseconds(proxy)}. Of what this process works more, nearly half is SSH within SSH (ssh2, ` +
        'AES-GCM by Node’s OpenSSL, a stream for each of them), as much the client of the engine (docker-modem, ' +
        'and what ends a request in time), and an eighth the check of what it answers: so it was when these ' +
        'were left out one by one.',
      compared: besideSocket,
    }),
    comparison({
      what: `${what}: the middle one of ${refreshesOfTurn}`,
      against: '`docker -H ssh://host ps -a`',
      wish: { ...atLeast(100), words: '≥ 100 × faster' },
      why:
        'Nearly all of the peer’s time is its login. A refresh takes as long as in the row above, or longer ' +
        'where the load is another then.',
      compared: besideDocker,
    }),
  ];
};

/** How often something was done, and how much this process worked for it each time. */
class Counted {
  readonly #work: () => Promise<unknown>;
  #cpuMicroseconds = 0;
  times = 0;

  constructor(work: () => Promise<unknown>) {
    this.#work = work;
  }

  get cpuMs(): number {
    return this.#cpuMicroseconds / 1000 / this.times;
  }

  readonly run: Contender = async () => {
    const begin = process.cpuUsage();
    await this.#work();
    const { user, system } = process.cpuUsage(begin);
    this.#cpuMicroseconds += user + system;
    this.times++;
  };
}

function microseconds(ms: number): string {
  return `${(ms * 1000).toFixed(0)} µs`;
}
