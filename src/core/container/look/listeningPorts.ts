import * as v from 'valibot';
import { atMostOnce, once, parseAnswer, repeated } from './answer.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';
import { daemons, searchPath, speaking } from '../shellParts.ts';

/** The TCP ports on which something in a container listens. */
export interface Listening {
  readonly ports: readonly number[];
  /** The one of them at which our own sshd listens. */
  readonly daemon?: number;
}

/** A directory of ours, and who runs its sshd. */
export interface OwnDaemon {
  readonly directory: string;
  readonly enterUid: number;
}

/** Run as who runs our sshd, with our directory, or none. */
const script = `
${searchPath}${speaking}${daemons}
dir=$1
for taken in $(listening); do say port "$taken"; done
if [ -n "$dir" ] && daemon_pid "$dir"; then
  port=\${line##*-o Port=}
  say daemon "\${port%% *}"
fi
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
  daemon: atMostOnce(v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number))),
  end: once(v.literal('yes')),
});

/**
 * On which TCP ports of its network a container's processes (with the host's network: all) listen.
 * @param own whose daemon is told from the others.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_TIMEOUT.
 */
export async function listeningPorts(
  place: ScriptPlace,
  signal: AbortSignal,
  own?: OwnDaemon,
): Promise<Listening> {
  const text = await answerOf(
    place,
    {
      script,
      name: 'dockhop-ports',
      arguments: [own?.directory ?? ''],
      uid: own?.enterUid ?? 0,
      timeoutMs: 20_000,
      what: 'listing its ports',
    },
    signal,
  );
  const { port: ports, daemon } = parseAnswer(place.container.name, answer, text);
  // It may have ended meanwhile.
  return { ports, ...(daemon !== undefined && ports.includes(daemon) ? { daemon } : {}) };
}
