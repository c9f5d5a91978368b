import * as v from 'valibot';
import { failure, plainText, type DockhopError } from '../../errors/dockhopError.ts';
import type { EngineApi } from '../speak/engineApi.ts';
import type { Refused } from '../speak/execCalls.ts';
import { idSchema } from '../speak/engineSchemas.ts';
import { programOutput } from '../speak/programOutput.ts';
import { withinTime } from '../speak/withinTime.ts';
import type { FilesOf } from './engineFiles.ts';
import { fileStatuses } from './scriptPrelude.ts';

export interface FileProgram {
  /** Constant text; what varies goes in as arguments or standard input. */
  readonly script: string;
  /** The first is the path that a failure is about. */
  readonly arguments: readonly [string, ...string[]];
  readonly input?: AsyncIterable<Uint8Array>;
}

/**
 * The image's own libraries must not get into the way of the system's programs, and what those print
 * is parsed.
 */
const quietEnvironment = { LC_ALL: 'C', LD_LIBRARY_PATH: '', LD_PRELOAD: '' };

/** Exit statuses of a program that could not be run or found, by the shells and the engines. */
const notRun = [126, 127];

const answerTimeoutMs = 60_000;

/** Runs the scripts about files, and says their failures in the catalogue's terms. */
export class FilePrograms {
  readonly #api: EngineApi;
  readonly #refused: (container: FilesOf, signal: AbortSignal) => Refused;

  constructor(api: EngineApi, refused: (container: FilesOf, signal: AbortSignal) => Refused) {
    this.#api = api;
    this.#refused = refused;
  }

  /** What a script prints, as it comes; throws at its end where it failed. */
  stream(
    container: FilesOf,
    { script, arguments: words, input }: FileProgram,
    signal: AbortSignal,
  ): AsyncGenerator<Buffer, void> {
    // The id becomes part of the request's path.
    if (!v.is(idSchema, container.id)) {
      const details = { container: container.name, host: this.#api.host };
      throw failure('CONTAINER_NOT_FOUND', details);
    }
    const program = {
      command: ['/bin/sh', '-c', script, 'dockhop-files', ...words],
      env: quietEnvironment,
      ...(input === undefined ? {} : { input }),
      endedBadly: (status: number, stderr: string) =>
        failureOf(status, { container: container.name, path: words[0] }, stderr),
    };
    const refused = this.#refused(container, signal);
    return programOutput(this.#api, container, program, refused, signal);
  }

  /** The same for a script that answers soon and not much. */
  async answer(
    container: FilesOf,
    program: FileProgram,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const late = () =>
      failure('CONTAINER_TIMEOUT', {
        container: container.name,
        what: 'an operation on files',
        seconds: String(answerTimeoutMs / 1000),
      });
    const limits = { signals: [signal, this.#api.closed], ms: answerTimeoutMs, late };
    return withinTime(limits, async (stop) => {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of this.stream(container, program, stop)) {
        length += chunk.length;
        if (length > maxBytes) throw answerInvalid(container, new RangeError('it is too long'));
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    });
  }
}

/** The failure for an answer that no script of ours gives. */
export function answerInvalid({ name }: FilesOf, error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  const details = { container: name, reason: error.message };
  return failure('CONTAINER_ANSWER_INVALID', details, { cause: error });
}

interface About {
  readonly container: string;
  readonly path: string;
}

/** What a script's exit status means; undefined for a good one. */
function failureOf(status: number, about: About, stderr: string): DockhopError | undefined {
  const reason = complaintIn(stderr);
  switch (status) {
    case 0:
      return undefined;
    case fileStatuses.absent:
      return failure('FILE_ABSENT', about);
    case fileStatuses.denied:
      return failure('FILE_DENIED', about);
    case fileStatuses.isDirectory:
      return failure('FILE_KIND', about, { variant: 'directory' });
    case fileStatuses.notDirectory:
      return failure('FILE_KIND', about, { variant: 'notDirectory' });
    case fileStatuses.special:
      return failure('FILE_KIND', about);
    case fileStatuses.exists:
      return failure('FILE_EXISTS', about);
    case fileStatuses.tooLarge:
      return failure('FILE_TOO_LARGE', about);
    case fileStatuses.incomplete:
      return failure('TRANSFER_BROKEN', { ...about, reason: 'it did not arrive as a whole' });
    case fileStatuses.noRoom:
      return failure('FILE_FAILED', { ...about, reason: 'No space left on device' });
    case fileStatuses.overQuota:
      return failure('FILE_FAILED', { ...about, reason: 'Disk quota exceeded' });
    case fileStatuses.noTool:
      return failure('FILES_UNFIT', { container: about.container, reason });
    default: {
      if (notRun.includes(status)) {
        const noShell = 'there is no /bin/sh that runs';
        return failure('FILES_UNFIT', { container: about.container, reason: noShell });
      }
      return failure('FILE_FAILED', { ...about, reason: reason || `exit status ${status}` });
    }
  }
}

/** Where a program takes no more input, podman adds its own words about that. */
const podmansOwn = /^Error: (?:read|write) unixpacket /;

/** The first that a program complains of; what follows is mostly that it therefore ends. */
function complaintIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !podmansOwn.test(line));
  return plainText(lines[0] ?? '');
}
