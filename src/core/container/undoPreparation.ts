import * as v from 'valibot';
import type { ContainerDetails } from '../engine/container.ts';
import type { ExecEngine } from '../engine/engine.ts';
import { failure, type DockhopError } from '../errors/dockhopError.ts';
import { atMostOnce, once, parseAnswer, repeated } from './look/answer.ts';
import { laptopMark } from './configure/authorizedKey.ts';
import { bases, directoryOf, ownBase } from './configure/directory.ts';
import { profileFile, profileScript } from './configure/profileScript.ts';
import { answerOf } from './runScript.ts';
import { undoScript } from './undoScript.ts';

export interface UndoRequest {
  readonly engine: ExecEngine;
  /** A running container. */
  readonly container: ContainerDetails;
  readonly uid: number;
  readonly laptop: string;
}

export interface Undone {
  /** What was taken back, for the person. */
  readonly undone: readonly string[];
  /** What is still there, and why. */
  readonly left: readonly string[];
}

const inABase = (words: readonly string[], places: readonly string[]) =>
  v.picklist(words.flatMap((word) => places.map((place) => `${word}:${place}`)));

/** What is not in a directory of ours. */
const elsewhere = v.picklist(['profile', 'account', 'unlock', 'shell', 'home', 'server']);

const failed = {
  error: once(v.picklist(['busy', 'unwritable', 'chown'])),
  detail: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
};

function answerFor(places: readonly string[]) {
  const told = {
    undone: repeated(v.union([elsewhere, inABase(['key', 'daemon', 'directory'], places)]), 40),
    left: repeated(v.union([elsewhere, inABase(['keys', 'unsafe', 'directory'], places)]), 40),
  };
  const done = v.strictObject({ ...told, end: once(v.literal('yes')) });
  return v.union([done, v.strictObject({ ...told, ...failed })]);
}

/**
 * Takes this laptop's preparation of a container back: its key, and with the last laptop's key all
 * else that prepare made. Other people's preparations, and packages, stay.
 * @throws CONTAINER_STOPPED, FILE_LOCKED, FILE_UNWRITABLE, CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID.
 */
export async function undoPreparation(request: UndoRequest, signal: AbortSignal): Promise<Undone> {
  const { container, uid } = request;
  const { name, state } = container;
  if (state !== 'running') throw failure('CONTAINER_STOPPED', { container: name, state });
  const asRoot = await undoAs(request, 0, [profileFile, profileScript, ...bases], signal);
  if (uid === 0) return asRoot;
  const alone = await undoAs(request, uid, ['', '', ownBase(uid)], signal);
  return { undone: [...asRoot.undone, ...alone.undone], left: [...asRoot.left, ...alone.left] };
}

/** What that user of the container made: the profile file, its text and the bases are `places`. */
async function undoAs(
  { engine, container, uid, laptop }: UndoRequest,
  maker: number,
  places: readonly string[],
  signal: AbortSignal,
): Promise<Undone> {
  const { name, id } = container;
  const text = await answerOf(
    { engine, container },
    {
      script: undoScript,
      name: 'dockhop-undo',
      arguments: [id, String(uid), laptopMark(laptop), ...places],
      uid: maker,
      timeoutMs: 30_000,
      what: 'undoing its preparation',
    },
    signal,
  );
  const answer = parseAnswer(name, answerFor(places), text);
  if ('error' in answer) throw asFailure(name, answer);
  return {
    undone: answer.undone.map((what) => describe(what, id, uid)),
    left: answer.left.map((what) => describe(what, id, uid)),
  };
}

const repairNames: Readonly<Record<string, string>> = {
  account: 'the account',
  unlock: 'the unlocking of the account',
  shell: 'the login shell',
  home: 'the home',
  server: 'the account sshd for the server',
};

function asFailure(
  container: string,
  { error, detail }: { readonly error: string; readonly detail?: string | undefined },
): DockhopError {
  const file = `${container}: ${detail ?? 'authorized_keys'}`;
  return error === 'busy'
    ? failure('FILE_LOCKED', { file })
    : failure('FILE_UNWRITABLE', { file, reason: error });
}

function describe(what: string, id: string, uid: number): string {
  const [word = '', place] = what.split(':');
  const base = [...bases, ownBase(uid)].find((one) => one === place);
  if (!base) return word === 'profile' ? profileFile : `${repairNames[word] ?? word} of uid ${uid}`;
  const directory = directoryOf(base, id, uid);
  switch (word) {
    case 'key':
      return `the key of this laptop in ${directory}/authorized_keys`;
    case 'daemon':
      return `sshd of ${directory}`;
    case 'keys':
      return `${directory} (the keys of other laptops are in it)`;
    case 'unsafe':
      return `${directory} (someone else made it)`;
    default:
      return directory;
  }
}
