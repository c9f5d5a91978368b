import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';
import { atMostOnce, once, parseAnswer } from '../look/answer.ts';
import { daemonScript } from './daemonScript.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';
import type { ServerPlace } from '../portable/portablePlace.ts';

export interface Daemon {
  /** Our directory, configured. */
  readonly directory: string;
  readonly sshd: ServerPlace;
  readonly enterUid: number;
  readonly port: number;
  /** Was the configuration changed after a daemon may have read it? */
  readonly reload: boolean;
}

const answer = v.union([
  v.strictObject({
    state: once(v.picklist(['running', 'started'])),
    end: once(v.literal('yes')),
  }),
  v.strictObject({
    error: once(v.picklist(['taken', 'denied', 'stuck', 'ended', 'silent', 'unwritable', 'busy'])),
    detail: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
  }),
]);

const reasons = {
  taken: 'something else listens there',
  denied: 'only root may listen there',
  stuck: 'the one that runs does not end',
  ended: 'it ended',
  silent: 'it did not say that it listens',
  busy: 'another attach starts it',
  unwritable: 'its log cannot be written',
} as const;

/**
 * Makes sshd listen on a port of the container, for the routes that need one.
 * @returns `running` where it did already.
 * @throws SSHD_NOT_STARTED
 */
export async function startDaemon(
  place: ScriptPlace,
  { directory, sshd, enterUid, port, reload }: Daemon,
  signal: AbortSignal,
): Promise<'running' | 'started'> {
  const { container } = place;
  // On the host's network there is no publishing: listening for all there would be for the world.
  const address = container.networkMode === 'host' ? '127.0.0.1' : '';
  const text = await answerOf(
    place,
    {
      script: daemonScript,
      name: 'dockhop-daemon',
      arguments: [directory, sshd, String(port), address, reload ? 'yes' : 'no'],
      uid: enterUid,
      timeoutMs: 30_000,
      what: 'starting its SSH server',
    },
    signal,
  );
  const result = parseAnswer(container.name, answer, text);
  if (!('error' in result)) return result.state;
  const { error, detail } = result;
  const reason = detail === undefined ? reasons[error] : `${reasons[error]}: ${detail}`;
  throw failure('SSHD_NOT_STARTED', { container: container.name, port: String(port), reason });
}
