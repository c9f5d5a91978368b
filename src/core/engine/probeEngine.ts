import * as v from 'valibot';
import { DockhopError, isCancelled } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import type { Connection } from '../ssh/connection.ts';
import type { Discovery } from './discovery.ts';
import { dialStdio, type Endpoint } from './endpoint.ts';
import type { EngineInfo } from './engine.ts';
import { EngineApi } from './engineApi.ts';
import { infoSchema, versionSchema } from './engineSchemas.ts';

const pingTimeoutMs = 10_000;
/** Docker 19.03. */
const oldestApi = [1, 40] as const;

/** An engine that answered, not yet told apart from others of its kind. */
export interface ProbedEngine {
  readonly api: EngineApi;
  readonly info: Omit<EngineInfo, 'id'>;
}

/**
 * Asks at a socket whether an engine answers, and which. Where the server does not forward to the
 * socket (which looks the same as a dead one), the engine's own client carries the bytes.
 *
 * @returns undefined when none answers, which is logged.
 */
export async function probeEngine(
  connection: Connection,
  socket: string,
  discovery: Discovery,
  log: Log,
  signal: AbortSignal,
): Promise<ProbedEngine | undefined> {
  for (const endpoint of waysTo(socket, discovery)) {
    const api = new EngineApi(connection, endpoint);
    const way = endpoint.carrier?.join(' ') ?? 'forwarding';
    try {
      return { api, info: await identify(api, discovery, signal) };
    } catch (error) {
      api.close();
      if (connection.closed.aborted || isCancelled(error) || signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`No engine at ${socket} of ${api.host} by ${way}: ${reason}`);
      // One that is there and does not answer will not answer the other way either.
      if (error instanceof DockhopError && error.code === 'ENGINE_TIMEOUT') break;
    }
  }
  return undefined;
}

function waysTo(socket: string, { docker, podman }: Discovery): Endpoint[] {
  const kinds = socket.includes('podman')
    ? (['podman', 'docker'] as const)
    : (['docker', 'podman'] as const);
  const carriers = kinds.flatMap((kind) => {
    const cli = kind === 'docker' ? docker : podman;
    return cli === undefined ? [] : [{ socket, carrier: dialStdio(cli, kind, socket) }];
  });
  return [{ socket }, ...carriers.slice(0, 1)];
}

async function identify(
  api: EngineApi,
  { docker, podman }: Discovery,
  signal: AbortSignal,
): Promise<Omit<EngineInfo, 'id'>> {
  await api.ask(
    {
      what: 'answer',
      schema: v.unknown(),
      timeoutMs: pingTimeoutMs,
      send: (client) => client.ping(),
    },
    signal,
  );
  const [{ kind, version, apiVersion }, { rootless }] = await Promise.all([
    api.ask(
      { what: 'say its version', schema: versionSchema, send: (client) => client.version() },
      signal,
    ),
    api.ask(
      { what: 'describe itself', schema: infoSchema, send: (client) => client.info() },
      signal,
    ),
  ]);
  if (isTooOld(apiVersion)) throw api.unreadable(new Error(`its API is ${apiVersion}`));
  const cli = kind === 'docker' ? docker : podman;
  const { socket } = api.endpoint;
  return { kind, rootless, version, apiVersion, socket, ...(cli === undefined ? {} : { cli }) };
}

function isTooOld(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestApi;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
