import { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { Call, EngineApi } from './engineApi.ts';
import { idSchema, execStateSchema } from './engineSchemas.ts';

const firstPauseMs = 10;
const longestPauseMs = 500;

export type Refused = NonNullable<Call<unknown>['refused']>;

/** A program that is to run in a container. */
export interface ExecProgram {
  /** Numeric uid, never a name: names come from the container. Without one, the container's own user. */
  readonly uid?: number;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly attachStdin: boolean;
}

/** @returns the id of a program that is ready to be started. */
export function createExec(
  api: EngineApi,
  containerId: string,
  { uid, command, env = {}, attachStdin }: ExecProgram,
  refused: Refused,
  signal: AbortSignal,
): Promise<string> {
  if (uid !== undefined && (!Number.isInteger(uid) || uid < 0)) {
    throw new RangeError(`not a uid: ${uid}`);
  }
  const options = {
    Cmd: [...command],
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    // A uid without a group: with one, supplementary groups such as video would be lost.
    ...(uid === undefined ? {} : { User: String(uid) }),
    // The container's own may be gone, or closed to this user.
    WorkingDir: '/',
    AttachStdin: attachStdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    Privileged: false,
  };
  return api.ask(
    {
      what: 'run a program',
      schema: v.pipe(
        v.object({ Id: idSchema }),
        v.transform(({ Id }) => Id),
      ),
      send: (client, abortSignal) =>
        client.getContainer(containerId).exec({ ...options, abortSignal }),
      refused,
    },
    signal,
  );
}

/** @returns its standard streams: what is written is its input, what is read its output in frames. */
export function startExec(
  api: EngineApi,
  id: string,
  refused: Refused,
  signal: AbortSignal,
): Promise<Duplex> {
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

/** The engine has no event that can be awaited for an exec alone, and the output may end first. */
export async function exitCode(
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
