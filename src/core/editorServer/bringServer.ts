import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { atMostOnce, once, parseAnswer } from '../container/look/answer.ts';
import { answerOf, type ScriptPlace } from '../container/runScript.ts';
import type { Engine } from '../engine/engine.ts';
import { failure, plainText, type DockhopError } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import type { Progress } from '../ports/progress.ts';
import { bringScript } from './bringScript.ts';
import type { Editor } from './editor.ts';
import { homeless, unsafe, type ServerLook, type ServerUser } from './lookForServer.ts';
import { sendArchive } from './sendArchive.ts';
import { Silence } from './silence.ts';
import type { ServerCache } from './serverCache.ts';
import type { ServerPiece } from './serverPieces.ts';

/** One running container of an engine that streams into it. */
export interface ServerPlace extends ScriptPlace {
  readonly engine: ScriptPlace['engine'] & Pick<Engine, 'streams'>;
}

export interface BringRequest {
  readonly editor: Editor;
  readonly user: ServerUser;
  readonly look: ServerLook;
}

export interface BringPorts {
  readonly cache: ServerCache;
  readonly progress: Progress;
  readonly log: Log;
}

/** A server is about four times its archive. */
const unpackedTimes = 4;
const tidyMs = 15_000;
/** The longest that a container may take no byte, nor answer after the last. */
const silenceMs = 120_000;
const what = 'taking the editor’s server';

/**
 * Fetches what a container lacks of an editor's server on this machine, and sends it over the
 * engine into the home of its user.
 * @throws EDITOR_SERVER_UNREACHABLE, EDITOR_SERVER_UNFIT, CONTAINER_TIMEOUT, the signal's reason, and whatever the
 * engine fails with; then nothing in the container looks like a server.
 */
export async function bringServer(
  place: ServerPlace,
  request: BringRequest,
  { cache, progress, log }: BringPorts,
  signal: AbortSignal,
): Promise<void> {
  const { editor, look } = request;
  if (!look.hasTar) throw unfit(place, editor, 'it has no tar');
  for (const piece of look.missing) {
    progress.step('fetch');
    const archive = await cache.fetch(
      editor,
      piece.address,
      (done, all) => {
        progress.output(amount(done, all));
      },
      signal,
    );
    checkRoom(place, request, archive.bytes);
    progress.step('bring');
    const stage = `.dockhop-${randomBytes(6).toString('hex')}`;
    const onBytes = (sent: number): void => {
      progress.output(amount(sent, archive.bytes));
    };
    try {
      const form = look.hasGzip ? 'gzip' : 'tar';
      await unpack(place, request, stage, { archive, form, onBytes }, signal);
      await finish(place, request, stage, piece, signal);
    } catch (error) {
      await drop(place, request, stage, log);
      throw error;
    }
  }
}

const done = v.strictObject({ end: once(v.literal('yes')) });

const failed = v.strictObject({
  error: once(
    v.picklist(['homeless', 'unsafe', 'unwritable', 'unpack', 'other', 'unrunnable', 'used']),
  ),
  detail: atMostOnce(v.pipe(v.string(), v.maxLength(300))),
});

async function unpack(
  place: ServerPlace,
  request: BringRequest,
  stage: string,
  sending: Parameters<typeof sendArchive>[1],
  signal: AbortSignal,
): Promise<void> {
  const { engine, container } = place;
  const { streams } = engine;
  const words = wordsFor('unpack', request, stage);
  const program = await streams.openProgram(
    container,
    {
      user: String(request.user.uid),
      directory: '/',
      command: ['/bin/sh', '-c', bringScript, scriptName, ...words, sending.form],
      env: { LC_ALL: 'C', LD_LIBRARY_PATH: '', LD_PRELOAD: '' },
    },
    signal,
  );
  const silence = new Silence(silenceMs);
  const onBytes = (sent: number): void => {
    silence.broken();
    sending.onBytes(sent);
  };
  let text;
  try {
    const stop = AbortSignal.any([signal, silence.signal]);
    text = await sendArchive(program.stream, { ...sending, onBytes }, stop);
  } catch (error) {
    signal.throwIfAborted();
    if (silence.signal.aborted) throw silent(place, error);
    throw error instanceof RangeError ? error : await streams.lost(error, signal);
  } finally {
    silence.end();
  }
  const [said = ''] = program.stderr().trim().split('\n');
  checkAnswer(place, request.editor, text, said);
}

function silent({ container }: ServerPlace, cause: unknown): DockhopError {
  const details = { container: container.name, what, seconds: String(silenceMs / 1000) };
  return failure('CONTAINER_TIMEOUT', details, { cause });
}

async function finish(
  place: ServerPlace,
  request: BringRequest,
  stage: string,
  { kind, place: where }: ServerPiece,
  signal: AbortSignal,
): Promise<void> {
  const { program, commit } = request.editor;
  const words = [...wordsFor('finish', request, stage), kind, where, program, commit];
  const text = await answerOf(
    place,
    { ...script(request), arguments: words, timeoutMs: silenceMs, what },
    signal,
  );
  checkAnswer(place, request.editor, text, '');
}

/** What was cut short goes; where even that fails, the next time does it. */
async function drop(
  place: ServerPlace,
  request: BringRequest,
  stage: string,
  log: Log,
): Promise<void> {
  const words = wordsFor('drop', request, stage);
  const run = { ...script(request), arguments: words, timeoutMs: tidyMs, what: 'tidying up' };
  try {
    await answerOf(place, run, AbortSignal.timeout(tidyMs));
  } catch (error) {
    log.warn(`${stage} stays in ${place.container.id}: ${String(error)}`);
  }
}

const scriptName = 'dockhop-bring-server';

function script({ user }: BringRequest) {
  return { script: bringScript, name: scriptName, uid: user.uid };
}

function wordsFor(verb: string, { user, editor }: BringRequest, stage: string): readonly string[] {
  return [verb, user.name, editor.dataFolder, stage];
}

function checkAnswer(place: ServerPlace, editor: Editor, text: string, said: string): void {
  const answer = parseAnswer(place.container.name, v.union([done, failed]), text);
  if (!('error' in answer)) return;
  const { error, detail = '' } = answer;
  switch (error) {
    case 'homeless':
      throw unfit(place, editor, homeless);
    case 'unsafe':
      throw unfit(place, editor, unsafe(detail));
    case 'used':
      throw unfit(place, editor, `another program is at work in ${detail}`);
    case 'unwritable':
      throw unfit(place, editor, `${detail} cannot be written`);
    case 'unpack':
      throw unfit(place, editor, `it cannot be unpacked there: ${plainText(said)}`);
    case 'other':
      throw unfit(place, editor, 'what was fetched is not the server of this version');
    case 'unrunnable':
      throw unfit(place, editor, `it does not run there: ${detail}`);
  }
}

function checkRoom(place: ServerPlace, { editor, look }: BringRequest, bytes: number): void {
  const { freeBytes } = look;
  if (freeBytes === undefined || freeBytes >= bytes * unpackedTimes) return;
  const room = `${megabytes(freeBytes)} MB are free, and it needs ${megabytes(bytes * unpackedTimes)}`;
  throw unfit(place, editor, room);
}

function unfit({ container }: ServerPlace, editor: Editor, reason: string): DockhopError {
  const details = { editor: editor.name, container: container.name, reason };
  return failure('EDITOR_SERVER_UNFIT', details);
}

function amount(done: number, all: number | undefined): string {
  return all === undefined ? `${megabytes(done)} MB` : `${megabytes(done)} / ${megabytes(all)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
