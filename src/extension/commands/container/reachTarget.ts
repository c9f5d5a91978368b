import type { EngineDirectory } from '../../../core/attach/engineDirectory.ts';
import { findContainer } from '../../../core/attach/findContainer.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import type { ConnectOptions } from '../../../core/ssh/connection.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';

export interface ReachedTarget {
  readonly engine: Engine;
  /** The whole id. */
  readonly id: string;
  /** Aborted when the wait is given up, or the connection to the host is gone. */
  readonly signal: AbortSignal;
}

/**
 * The engine that has a container. A row of the tree names both by id, so that nothing is listed.
 * @throws DockhopError of the way to the host; ENGINE_UNKNOWN, CONTAINER_NOT_FOUND and the like.
 */
export async function reachTarget(
  target: ContainerTarget,
  directory: EngineDirectory,
  cancelled: AbortSignal,
  options: ConnectOptions = {},
): Promise<ReachedTarget> {
  const { host, engine: engineId, container } = target;
  const { connection, engines } = await directory.reach(host, cancelled, options);
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const known = engines.find(({ info }) => info.id === engineId);
  if (known && /^[0-9a-f]{64}$/.test(container)) return { engine: known, id: container, signal };
  const name = { host, container, ...(engineId === undefined ? {} : { engine: engineId }) };
  const found = await findContainer(name, engines, signal);
  return { engine: found.engine, id: found.container.id, signal };
}
