import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';
import type { ContainerDetails } from '../container.ts';
import type { ExecRequest, ExecResult } from '../engine.ts';
import type { Call, EngineApi } from './engineApi.ts';
import { idSchema, execStateSchema } from './engineSchemas.ts';
import { ExecOutput } from './execOutput.ts';
import { withinTime } from './withinTime.ts';

const firstPauseMs = 10;
const longestPauseMs = 500;
/** The longest that setTimeout can wait. */
const maxTimeoutMs = 2 ** 31 - 1;

type Refused = NonNullable<Call<unknown>['refused']>;

/**
 * Runs a program in a container and waits for its end. When the wait is given up, the program loses
 * its standard streams; the engine knows no way to end it.
 *
 * @see Docker Engine API, "Exec": create, start (hijacked), inspect.
 */
export async function execInContainer(
  api: EngineApi,
  container: ContainerDetails,
  request: ExecRequest,
  refused: Refused,
  signal: AbortSignal,
): Promise<ExecResult> {
  const late = () =>
    failure('CONTAINER_TIMEOUT', {
      container: container.name,
      what: request.what,
      seconds: String(request.timeoutMs / 1000),
    });
  const ms = Math.min(request.timeoutMs, maxTimeoutMs);
  return withinTime({ signals: [signal, api.closed], ms, late }, async (stop) => {
    const id = await create(api, container, request, refused, stop);
    const stream = await start(api, id, refused, stop);
    const output = await converse(api, stream, container, request, stop);
    return { exitCode: await exitCode(api, id, refused, stop), ...output };
  });
}

function create(
  api: EngineApi,
  container: ContainerDetails,
  request: ExecRequest,
  refused: Refused,
  signal: AbortSignal,
): Promise<string> {
  if (!Number.isInteger(request.uid) || request.uid < 0) {
    throw new RangeError(`not a uid: ${request.uid}`);
  }
  const options = {
    Cmd: [...request.command],
    Env: Object.entries(request.env ?? {}).map(([name, value]) => `${name}=${value}`),
    // A uid without a group: with one, supplementary groups such as video would be lost.
    User: String(request.uid),
    // The container's own may be gone, or closed to this user.
    WorkingDir: '/',
    AttachStdin: request.stdin !== undefined || request.holdsStdin === true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Privileged: false,
  };
  return api.ask(
    {
      what: 'run a program',
      schema: v.pipe(
        v.object({ id: idSchema }),
        v.transform(({ id }) => id),
      ),
      send: (client, abortSignal) =>
        client.getContainer(container.id).exec({ ...options, abortSignal }),
      refused,
    },
    signal,
  );
}

function start(api: EngineApi, id: string, refused: Refused, signal: AbortSignal): Promise<Duplex> {
  return api.open(
    {
      what: 'run a program',
      schema: v.instance(Duplex),
      // `stdin` keeps the stream open for writing; where none is attached nothing reads it.
      send: (client, abortSignal) =>
        client.getExec(id).start({ hijack: true, stdin: true, Tty: false, abortSignal }),
      refused,
    },
    signal,
  );
}

/** Gives the program its input and takes its output until that ends. */
async function converse(
  api: EngineApi,
  stream: Duplex,
  container: ContainerDetails,
  request: ExecRequest,
  signal: AbortSignal,
): Promise<{ stdout: string; stderr: string }> {
  const stop = (): void => {
    stream.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const output = new ExecOutput(request.maxBytes, request.onLine);
    if (request.holdsStdin) stream.write(request.stdin ?? '');
    else if (request.stdin !== undefined) stream.end(request.stdin);
    for await (const chunk of stream) output.push(v.parse(v.instance(Buffer), chunk));
    return output.end();
  } catch (error) {
    if (!(error instanceof RangeError)) throw await api.lost(error, signal);
    const details = { container: container.name, reason: error.message };
    throw failure('CONTAINER_ANSWER_INVALID', details, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
}

/** The engine has no event that can be awaited for an exec alone, and the output may end first. */
async function exitCode(
  api: EngineApi,
  id: string,
  refused: Refused,
  signal: AbortSignal,
): Promise<number> {
  for (let ms = firstPauseMs; ; ms = Math.min(ms * 2, longestPauseMs)) {
    const state = await api.ask(
      {
        what: 'say how a program ended',
        schema: execStateSchema,
        send: (client, abortSignal) => client.getExec(id).inspect({ abortSignal }),
        refused,
      },
      signal,
    );
    if (!state.Running && typeof state.ExitCode === 'number') return state.ExitCode;
    await pause(ms, undefined, { signal });
  }
}
