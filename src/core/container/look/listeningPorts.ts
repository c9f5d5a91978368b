import * as v from 'valibot';
import { once, parseAnswer, repeated } from './answer.ts';
import { bases } from '../configure/directory.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';
import { daemons, searchPath, speaking } from '../shellParts.ts';

/** A TCP port on which something in the container listens. */
export interface ListeningPort {
  readonly port: number;
  /** The user whose Dockhop daemon it is. */
  readonly daemonOf?: number;
}

/** Run as root with the container's id and then the bases. */
const script = `
${searchPath}${speaking}${daemons}
id=$1
shift
for taken in $(listening); do say port "$taken"; done
for base in "$@"; do
  for dir in "$base/$id"/*; do
    if [ -f "$dir/run/sshd.pid" ] && [ ! -L "$dir/run/sshd.pid" ] && daemon_pid "$dir"; then
      port=\${line##*-o Port=}
      say daemon "\${dir##*/}:\${port%% *}"
    fi
  done
done
say end yes
`;

const most = 4096;

const answer = v.strictObject({
  port: repeated(
    v.pipe(
      v.string(),
      v.regex(/^[0-9A-F]{4}$/),
      v.transform((hex) => Number.parseInt(hex, 16)),
    ),
    most,
  ),
  daemon: repeated(v.pipe(v.string(), v.regex(/^\d{1,10}:\d{1,5}$/)), most),
  end: once(v.literal('yes')),
});

/**
 * On which TCP ports of its network a container's processes (with the host's network: all) listen.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_TIMEOUT.
 */
export async function listeningPorts(
  place: ScriptPlace,
  signal: AbortSignal,
): Promise<readonly ListeningPort[]> {
  const text = await answerOf(
    place,
    {
      script,
      name: 'dockhop-ports',
      arguments: [place.container.id, ...bases],
      uid: 0,
      timeoutMs: 20_000,
      what: 'listing its ports',
    },
    signal,
  );
  const { port: ports, daemon } = parseAnswer(place.container.name, answer, text);
  const owners = new Map(
    daemon.map((pair) => {
      const [uid, port] = pair.split(':');
      return [Number(port), Number(uid)];
    }),
  );
  return ports.map((port) => {
    const daemonOf = owners.get(port);
    return daemonOf === undefined ? { port } : { port, daemonOf };
  });
}
