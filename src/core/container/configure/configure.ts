import * as v from 'valibot';
import { failure, type DockhopError } from '../../errors/dockhopError.ts';
import { atMostOnce, once, parseAnswer, yesNo } from '../look/answer.ts';
import { authorizedKeyLine, ed25519Key, laptopMark } from './authorizedKey.ts';
import { configureScript, inputEnd } from './configureScript.ts';
import type { Account } from '../look/containerFacts.ts';
import { directoryOf, isMounted, ownBase, type Base } from './directory.ts';
import { enterScript } from './enterScript.ts';
import { environmentOptions, type SessionEnvironment } from './environment.ts';
import type { Server } from '../portable/portablePlace.ts';
import { profileFile, profileScript } from './profileScript.ts';
import { answerOf, type ScriptPlace } from '../runScript.ts';
import { sshdConfig } from './sshdConfig.ts';

export interface Configuration {
  readonly base: Base;
  /** Its name checked to be a plain login name. */
  readonly account: Pick<Account, 'name' | 'uid'>;
  readonly mode: 'root' | 'user';
  readonly sshd: Server;
  readonly environment: SessionEnvironment;
  /** Can a file be put into /etc/profile.d? */
  readonly profiles: boolean;
  readonly authorizedKey: string;
  readonly laptop: string;
  /** Will a daemon need a place for its pid file? */
  readonly daemon: boolean;
}

export interface Configured {
  /** `ssh-ed25519 AAAA…` of this container. */
  readonly hostKey: string;
  /** False where all was as it should be, and nothing was written. */
  readonly changed: boolean;
}

const done = v.strictObject({
  hostKey: once(v.pipe(v.string(), v.trim(), v.regex(ed25519Key))),
  changed: once(yesNo),
  end: once(v.literal('yes')),
});

const failed = v.strictObject({
  error: once(v.picklist(['unsafe', 'unwritable', 'chown', 'busy', 'keygen', 'refused'])),
  detail: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
});

/**
 * Makes our directory in a container what it should be, and reads the host key made there.
 * @throws DIRECTORY_UNSAFE, NO_WRITABLE_PLACE, CAPS_MISSING, FILE_LOCKED, SSHD_REFUSED,
 * CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID.
 */
export async function configure(
  place: ScriptPlace,
  wanted: Configuration,
  signal: AbortSignal,
): Promise<Configured> {
  const { name } = place.container;
  const text = await answerOf(
    place,
    {
      script: configureScript,
      name: 'dockhop-configure',
      ...input(place, wanted),
      uid: makerOf(wanted),
      timeoutMs: 30_000,
      what: 'taking its SSH configuration',
    },
    signal,
  );
  const answer = parseAnswer(name, v.union([done, failed]), text);
  if ('error' in answer) {
    throw asFailure(place, wanted, answer);
  }
  return { hostKey: answer.hostKey, changed: answer.changed };
}

/** The uid that makes our directory, and owns it. */
function makerOf({ base, account }: Configuration): number {
  return base === ownBase(account.uid) ? account.uid : 0;
}

function input(
  { container }: ScriptPlace,
  wanted: Configuration,
): { arguments: readonly string[]; stdin: string } {
  const { base, account, mode, sshd, environment, laptop } = wanted;
  const directory = directoryOf(base, container.id, account.uid);
  const options =
    environment.carrier === 'authorizedKeys' ? environmentOptions(environment.variables) : '';
  // sshd reads it as the login user: with values in it, it must be theirs, and only theirs.
  const keys =
    options === '' ? [String(makerOf(wanted)), '-rw-r--r--'] : [String(account.uid), '-rw-------'];
  const hasProfile = wanted.profiles && !isMounted(profileFile, container.mountPoints);
  const config = sshdConfig({
    base,
    directory,
    user: account.name,
    version: sshd.version,
    environment,
  });
  return {
    arguments: [
      base,
      container.id,
      String(account.uid),
      String(mode === 'root' ? 0 : account.uid),
      sshd.path,
      laptopMark(laptop),
      ...keys,
      enterScript(directory, sshd.path),
      profileFile,
      hasProfile && environment.variables.some(({ name }) => name === 'PATH') ? profileScript : '',
      wanted.daemon ? 'yes' : 'no',
      sshd.keygen,
    ],
    stdin: `${authorizedKeyLine(wanted.authorizedKey, laptop, options)}\n${config}${inputEnd}\n`,
  };
}

function asFailure(
  { container: { name: container, id } }: ScriptPlace,
  { base, account }: Configuration,
  { error, detail = '' }: v.InferOutput<typeof failed>,
): DockhopError {
  switch (error) {
    case 'unsafe':
      return failure('DIRECTORY_UNSAFE', { directory: detail, container });
    case 'unwritable':
      return failure('NO_WRITABLE_PLACE', { container });
    case 'chown':
      return failure('CAPS_MISSING', { container, user: account.name, capabilities: 'CHOWN' });
    case 'busy':
      return failure('FILE_LOCKED', { file: `${container}:${directoryOf(base, id, account.uid)}` });
    case 'keygen':
      return failure('CONTAINER_UNFIT', { container, reason: `ssh-keygen: ${detail}` });
    case 'refused':
      return failure('SSHD_REFUSED', { container, reason: detail });
  }
}
