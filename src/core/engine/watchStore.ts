import type { Log } from '../ports/log.ts';
import { followEvents } from './followEvents.ts';
import type { EngineApi } from './speak/engineApi.ts';

/**
 * What changes the images or volumes of an engine, or who uses them, in Docker's words and in Podman's.
 * Reading them (`save`, `mount`) does not.
 */
const changes = {
  container: ['create', 'rename', 'destroy', 'remove'],
  image: ['pull', 'tag', 'untag', 'delete', 'remove', 'load', 'loadfromarchive', 'import', 'build'],
  volume: ['create', 'destroy', 'remove', 'prune'],
} as const;

/**
 * Calls back for each change until the signal aborts (then it resolves) or the stream ends (then it
 * rejects). `onOpen` is called once the stream is established: list after that.
 */
export async function watchStore(
  api: EngineApi,
  log: Log,
  kind: 'image' | 'volume',
  onOpen: () => void,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Set(
    (['container', kind] as const).flatMap((type) =>
      changes[type].map((word) => `${type} ${word}`),
    ),
  );
  // A commit makes an image, and is reported of the container.
  if (kind === 'image') wanted.add('container commit');
  await followEvents(
    api,
    log,
    {
      what: `report changes of ${kind}s`,
      types: ['container', kind],
      onOpen,
      onEvent: ({ type, action }) => {
        if (wanted.has(`${type} ${action}`)) onChange();
      },
    },
    signal,
  );
}
