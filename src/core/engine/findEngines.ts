import { failure, type DockhopError } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import type { Connection } from '../ssh/connection.ts';
import { discover } from './discovery.ts';
import { DockerEngine } from './dockerEngine.ts';
import type { Engine } from './engine.ts';
import { probeEngine, type ProbedEngine } from './probeEngine.ts';

/** A socket that is there and not for this user. */
interface DeniedEngine {
  readonly socket: string;
  /** Login name on the host. */
  readonly user: string;
}

export interface FoundEngines {
  readonly engines: readonly Engine[];
  readonly denied: readonly DeniedEngine[];
}

/**
 * The engines of a host that answer this user: rootful and rootless, Docker and Podman.
 *
 * @throws DockhopError HOST_UNFIT when the host cannot be searched, and what the connection throws;
 * none when nothing is found (see `noEngineError`).
 */
export async function findEngines(
  connection: Connection,
  log: Log,
  signal: AbortSignal,
): Promise<FoundEngines> {
  const discovery = await discover(connection, signal);
  const { user, sockets } = discovery;
  const allowed = sockets.filter((socket) => socket.allowed);
  const denied = sockets
    .filter((socket) => !socket.allowed)
    .map((socket) => ({ socket: socket.path, user }));
  for (const { socket } of denied) log.info(`${user} may not use ${socket}`);
  const probed = await Promise.all(
    allowed.map(({ path }) => probeEngine(connection, path, discovery, log, signal)),
  );
  return {
    engines: named(
      probed.filter((engine) => engine !== undefined),
      log,
    ),
    denied,
  };
}

/** Why a host on which no engine was found has none for this user. */
export function noEngineError(host: string, { denied }: FoundEngines): DockhopError {
  const [first] = denied;
  return first
    ? failure('ENGINE_DENIED', { host, user: first.user, socket: first.socket })
    : failure('ENGINE_NOT_FOUND', { host });
}

/** Gives each its id: its kind, `-rootless`, and a number from the second of the same on. */
function named(probed: readonly ProbedEngine[], log: Log): Engine[] {
  const seen = new Map<string, number>();
  return probed.map(({ api, info }) => {
    const name = info.rootless ? `${info.kind}-rootless` : info.kind;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const id = count === 1 ? name : `${name}-${count}`;
    return new DockerEngine(api, { id, ...info }, log);
  });
}
