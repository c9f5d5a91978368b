import { alternately } from '../alternately.ts';
import { Laptop } from '../fixtures/laptop.ts';
import { OwnSocket } from '../fixtures/ownSocket.ts';
import { people } from '../fixtures/people.ts';
import { atLeast, atMost, comparison, type BenchPart } from '../row.ts';

const what = 'refresh one host’s containers, connected';

const besideNothing =
  'What is left is ssh: the answer is encrypted by the sshd of the host, carried by that of the jump host, ' +
  'and decrypted here, on the same cores. The peer is a bare socket.';
const afterDocker =
  'Nearly all of the peer’s time is its login. In turns with it, whose processes are still ending, a ' +
  'refresh takes twice as long as in the row above.';

/** All containers of a host to which there is a connection, behind one jump host. */
export const refresh: BenchPart = async ({ sshConfig, scratch, rounds, say, signal }) => {
  await using own = new Laptop(sshConfig);
  using socket = await OwnSocket.of('docker', signal);
  const byHand = await people(sshConfig, scratch, signal);
  const engine = await own.engine('gpu1', signal);
  const ours = () => engine.listContainers(signal);

  say('beside the engine’s own socket');
  const onHost = () => socket.ask('/containers/json?all=1');
  const quick = { rounds: rounds(201), warmUps: 50, signal };
  const besideSocket = await alternately(ours, onHost, quick);
  say('beside docker -H ssh://');
  const bySsh = () => byHand.docker('gpu1', ['ps', '-a']);
  const besideDocker = await alternately(ours, bySsh, { rounds: rounds(9), signal });
  return [
    comparison({
      what,
      against: 'the same request on the engine’s socket on its own host',
      wish: atMost(1.5),
      why: besideNothing,
      compared: besideSocket,
    }),
    comparison({
      what,
      against: '`docker -H ssh://host ps -a`',
      wish: { ...atLeast(100), words: '≥ 100 × faster' },
      why: afterDocker,
      compared: besideDocker,
    }),
  ];
};
