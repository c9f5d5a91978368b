import * as v from 'valibot';
import { once, parseAnswer } from '../look/answer.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';
import { daemons, searchPath, speaking } from '../shellParts.ts';
import { laptopMark } from './authorizedKey.ts';

/**
 * Ends the sshd of our directory, unless the keys of other laptops are in there. Run as the uid that
 * runs it, with the directory and this laptop's mark. The sessions that it has are kept.
 */
const script = `
${searchPath}${speaking}${daemons}
dir=$1 mark=$2
answer() {
  say state "$1"
  say end yes
  exit 0
}
while IFS= read -r row || [ -n "$row" ]; do
  case $row in
    '' | *" $mark") ;;
    *) answer needed ;;
  esac
done <"$dir/authorized_keys"
if daemon_pid "$dir"; then
  kill "$pid"
  answer ended
fi
answer absent
`;

const answer = v.strictObject({
  state: once(v.picklist(['needed', 'ended', 'absent'])),
  end: once(v.literal('yes')),
});

/** Whose daemon, and where. */
export interface StoppedDaemon {
  /** Our directory. */
  readonly directory: string;
  readonly enterUid: number;
  readonly laptop: string;
}

/**
 * Ends a daemon that no route needs any more. Other laptops may come by the same one: then it stays.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_STOPPED, CONTAINER_TIMEOUT.
 */
export async function stopDaemon(
  place: ScriptPlace,
  { directory, enterUid, laptop }: StoppedDaemon,
  signal: AbortSignal,
): Promise<'needed' | 'ended' | 'absent'> {
  const text = await answerOf(
    place,
    {
      script,
      name: 'dockhop-stop',
      arguments: [directory, laptopMark(laptop)],
      uid: enterUid,
      timeoutMs: 20_000,
      what: 'ending its SSH server',
    },
    signal,
  );
  return parseAnswer(place.container.name, answer, text).state;
}
