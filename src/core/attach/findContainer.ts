import { failure } from '../errors/dockhopError.ts';
import type { Container } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';

/** How a person names a container. */
export interface ContainerName {
  readonly host: string;
  /** A name, or the beginning of an id. */
  readonly container: string;
  /** Id of an engine of the host, where several answer. */
  readonly engine?: string;
}

export interface FoundContainer {
  readonly engine: Engine;
  readonly container: Container;
}

/**
 * Finds the one container that a name or id prefix means. A whole id wins over a name, which may
 * be one that somebody else made to look like it, and an exact name over an id prefix, as for the
 * engines' own commands.
 * @throws ENGINE_UNKNOWN, CONTAINER_NOT_FOUND, CONTAINER_AMBIGUOUS, ENGINE_AMBIGUOUS.
 */
export async function findContainer(
  { host, container, engine }: ContainerName,
  engines: readonly Engine[],
  signal: AbortSignal,
): Promise<FoundContainer> {
  const asked = engine === undefined ? engines : engines.filter(({ info }) => info.id === engine);
  if (engine !== undefined && asked.length === 0) {
    const answering = engines.map(({ info }) => info.id).join(', ');
    throw failure('ENGINE_UNKNOWN', { engine, host, engines: answering });
  }
  const found = (await Promise.all(asked.map((one) => matches(one, container, signal)))).flat();
  const byId = found.filter((match) => match.container.id === container);
  const byName = found.filter((match) => match.container.name === container);
  const candidates = [byId, byName, found].find((matching) => matching.length > 0) ?? [];
  const [first, second] = candidates;
  if (!first) throw failure('CONTAINER_NOT_FOUND', { container, host });
  if (!second) return first;
  const ids = [...new Set(candidates.map((match) => match.engine.info.id))];
  if (ids.length > 1) throw failure('ENGINE_AMBIGUOUS', { host, engines: ids.join(', ') });
  throw failure('CONTAINER_AMBIGUOUS', { container, host });
}

async function matches(
  engine: Engine,
  name: string,
  signal: AbortSignal,
): Promise<readonly FoundContainer[]> {
  const containers = await engine.listContainers(signal);
  return containers
    .filter((container) => container.name === name || isIdPrefix(name, container.id))
    .map((container) => ({ engine, container }));
}

/** True for the beginning of an id, but not for an empty one, which all ids begin with. */
export function isIdPrefix(text: string, id: string): boolean {
  return /^[0-9a-f]+$/.test(text) && id.startsWith(text);
}
