import * as v from 'valibot';
import type { Log } from '../ports/log.ts';
import type { ContainerEvent } from './engine.ts';
import { followEvents, type EngineEvent } from './followEvents.ts';
import type { EngineApi } from './speak/engineApi.ts';
import { idSchema } from './speak/engineSchemas.ts';

/** Those that change the list of containers, in Docker's words and in Podman's. */
const changes: ReadonlySet<string> = new Set([
  'create',
  'start',
  'restart',
  'pause',
  'unpause',
  'die',
  'died',
  'stop',
  'rename',
  'destroy',
  'remove',
]);

/** Calls back for each change of the engine's containers; as `Engine.watchContainers`. */
export async function watchEvents(
  api: EngineApi,
  log: Log,
  onOpen: () => void,
  onEvent: (event: ContainerEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const what = 'report changes of containers';
  const report = (event: EngineEvent): void => {
    const change = containerEvent(event);
    if (change) onEvent(change);
  };
  await followEvents(api, log, { what, types: ['container'], onOpen, onEvent: report }, signal);
}

/** The change that an event reports; undefined where it reports none. */
function containerEvent({ type, action, containerId }: EngineEvent): ContainerEvent | undefined {
  if (type !== 'container' || !changes.has(action)) return undefined;
  return v.is(idSchema, containerId) ? { action, containerId } : undefined;
}
