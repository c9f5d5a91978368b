import { Duplex, Readable } from 'node:stream';
import * as v from 'valibot';
import { failure, type DockhopError } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { ContainerDetails } from '../container.ts';
import type { EngineApi } from '../speak/engineApi.ts';
import { idSchema } from '../speak/engineSchemas.ts';
import { exitCode, type Refused } from '../speak/execCalls.ts';
import type {
  EngineStreams,
  FollowedLogs,
  LastRun,
  LogOptions,
  PipedProgram,
  ProgramRequest,
  TerminalProgram,
  TerminalRequest,
  TerminalSize,
} from './engineStreams.ts';
import { PipedStream } from './pipedStream.ts';
import { secondsOf } from './secondsOf.ts';

/** Where a refusal of the engine's may mean that the container is not there, or not running. */
export interface StreamRefusals {
  readonly notThere: (id: string) => DockhopError;
  readonly notRunning: (
    container: ContainerDetails,
    signal: AbortSignal,
  ) => Promise<DockhopError | undefined>;
}

const notFound = 404;
/** What podman answers to a resize. */
const created = 201;
/** Exit statuses of a program that could not be run or found, by the shells and the engines. */
const notRun = [126, 127];

const createdSchema = v.pipe(
  v.object({ Id: idSchema }),
  v.transform(({ Id }) => Id),
);

const timeSchema = v.pipe(v.nullish(v.string(), ''), v.transform(secondsOf));

const sourceSchema = v.object({
  Config: v.object({ Tty: v.nullish(v.boolean(), false) }),
  State: v.object({ StartedAt: timeSchema, FinishedAt: timeSchema }),
});

/** @see Docker Engine API, "Exec" (create, start hijacked, resize) and "Get container logs". */
export class DockerStreams implements EngineStreams {
  readonly #api: EngineApi;
  readonly #refusals: StreamRefusals;
  readonly #log: Log;

  constructor(api: EngineApi, refusals: StreamRefusals, log: Log) {
    this.#api = api;
    this.#refusals = refusals;
    this.#log = log;
  }

  async openTerminal(
    container: ContainerDetails,
    request: TerminalRequest,
    signal: AbortSignal,
  ): Promise<TerminalProgram> {
    const { id, stream } = await this.#start(container, request, true, signal);
    let hasSize = false;
    // Not awaited: of a program that it could not start, Docker tells its stream at once, and after
    // ten seconds whoever asks for a size.
    this.#resize(id, request.size, signal).then(
      () => {
        hasSize = true;
      },
      (error: unknown) => {
        this.#log.debug(`A terminal in ${container.id} has not its size: ${String(error)}`);
      },
    );
    return {
      stream,
      exitCode: async (stop) => {
        const status = await this.#exitCode(id, stop);
        if (!hasSize && notRun.includes(status)) throw this.#notStarted(status);
        return status;
      },
      resize: (size, stop) => this.#resize(id, size, stop),
    };
  }

  async openProgram(
    container: ContainerDetails,
    request: ProgramRequest,
    signal: AbortSignal,
  ): Promise<PipedProgram> {
    const { id, stream } = await this.#start(container, request, false, signal);
    const piped = new PipedStream(stream);
    return {
      stream: piped,
      stderr: () => piped.stderr,
      exitCode: (stop) => this.#exitCode(id, stop),
    };
  }

  async lastRun(id: string, signal: AbortSignal): Promise<LastRun> {
    const { State } = await this.#inspect(id, signal);
    return { startedAt: State.StartedAt, finishedAt: State.FinishedAt };
  }

  async followLogs(id: string, options: LogOptions, signal: AbortSignal): Promise<FollowedLogs> {
    const { Config } = await this.#inspect(id, signal);
    const { tail, since, timestamps = false } = options;
    const asked = {
      ...{ follow: true as const, stdout: true, stderr: true, timestamps },
      ...(tail === undefined ? {} : { tail }),
      ...(since === undefined ? {} : { since }),
    };
    const stream = await this.#api.open(
      {
        what: 'show the output of a container',
        schema: v.instance(Readable),
        send: (client, abortSignal) => client.getContainer(id).logs({ ...asked, abortSignal }),
        refused: this.#missing(id),
      },
      signal,
    );
    return { stream, framed: !Config.Tty };
  }

  lost(error: unknown, signal: AbortSignal): Promise<unknown> {
    return this.#api.lost(error, signal);
  }

  #inspect(id: string, signal: AbortSignal): Promise<v.InferOutput<typeof sourceSchema>> {
    // The id becomes part of the request's path.
    if (!v.is(idSchema, id)) throw this.#refusals.notThere(id);
    return this.#api.ask(
      {
        what: 'describe a container',
        schema: sourceSchema,
        send: (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }),
        refused: this.#missing(id),
      },
      signal,
    );
  }

  #exitCode(id: string, signal: AbortSignal): Promise<number> {
    return exitCode(this.#api, id, () => Promise.resolve(undefined), signal);
  }

  #notStarted(status: number): DockhopError {
    const { host } = this.#api;
    const reason = `exit status ${status}`;
    return failure('ENGINE_REFUSED', { host, what: 'run a program', reason });
  }

  #missing(id: string): Refused {
    return ({ status }) =>
      Promise.resolve(status === notFound ? this.#refusals.notThere(id) : undefined);
  }

  async #start(
    container: ContainerDetails,
    request: ProgramRequest,
    isTerminal: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly id: string; readonly stream: Duplex }> {
    const refused = () => this.#refusals.notRunning(container, signal);
    const what = 'run a program';
    const options = {
      Cmd: [...request.command],
      Env: Object.entries(request.env ?? {}).map(([name, value]) => `${name}=${value}`),
      ...(request.user === undefined ? {} : { User: request.user }),
      ...(request.directory === undefined ? {} : { WorkingDir: request.directory }),
      ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: isTerminal },
    };
    const id = await this.#api.ask(
      {
        ...{ what, refused, schema: createdSchema },
        send: (client, abortSignal) =>
          client.getContainer(container.id).exec({ ...options, abortSignal }),
      },
      signal,
    );
    const stream = await this.#api.open(
      {
        ...{ what, refused, schema: v.instance(Duplex) },
        send: (client, abortSignal) =>
          client.getExec(id).start({ hijack: true, stdin: true, Tty: isTerminal, abortSignal }),
      },
      signal,
    );
    return { id, stream };
  }

  /** What the engine says to the size of a terminal that is gone differs, and matters nothing. */
  async #resize(id: string, { columns, rows }: TerminalSize, signal: AbortSignal): Promise<void> {
    const size = { w: Math.max(1, columns), h: Math.max(1, rows) };
    await this.#api.ask(
      {
        what: 'resize a terminal',
        schema: v.unknown(),
        send: (client, abortSignal) => client.getExec(id).resize({ ...size, abortSignal }),
        acceptable: created,
      },
      signal,
    );
  }
}
