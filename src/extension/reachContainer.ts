import type { EngineDirectory } from '../core/attach/engineDirectory.ts';
import type { ContainerDetails } from '../core/engine/container.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { ConnectOptions } from '../core/ssh/connection.ts';
import { reachTarget } from './commands/container/reachTarget.ts';
import type { ContainerTarget } from './explorer/containerTarget.ts';

/**
 * A container as it is now, over the connection that is there or a new one.
 * @throws as `reachTarget` and `Engine.inspectContainer`.
 */
export async function reachContainer(
  target: ContainerTarget,
  directory: EngineDirectory,
  cancelled: AbortSignal,
  options: ConnectOptions = {},
): Promise<{ readonly engine: Engine; readonly container: ContainerDetails }> {
  const { engine, id, signal } = await reachTarget(target, directory, cancelled, options);
  return { engine, container: await engine.inspectContainer(id, signal) };
}
