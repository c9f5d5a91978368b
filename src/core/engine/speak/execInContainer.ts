import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';
import type { ContainerDetails } from '../container.ts';
import type { ExecRequest, ExecResult } from '../engine.ts';
import type { EngineApi } from './engineApi.ts';
import { createExec, exitCode, startExec, type Refused } from './execCalls.ts';
import { ExecOutput } from './execOutput.ts';
import { withinTime } from './withinTime.ts';

/** The longest that setTimeout can wait. */
const maxTimeoutMs = 2 ** 31 - 1;

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
    const attachStdin = request.stdin !== undefined || request.holdsStdin === true;
    const id = await createExec(api, container.id, { ...request, attachStdin }, refused, stop);
    const stream = await startExec(api, id, refused, stop);
    const output = await converse(api, stream, container, request, stop);
    return { exitCode: await exitCode(api, id, refused, stop), ...output };
  });
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
