import { Readable } from 'node:stream';
import * as v from 'valibot';
import type { Log } from '../ports/log.ts';
import type { ContainerEvent } from './engine.ts';
import type { EngineApi } from './speak/engineApi.ts';
import { idSchema, eventSchema } from './speak/engineSchemas.ts';
import { LineSplitter } from './speak/lineSplitter.ts';

/** An event carries all labels of its container. */
const maxEventLength = 4 * 1024 * 1024;

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

/**
 * Calls back for each change of the engine's containers; as `Engine.watchContainers`.
 *
 * @see Docker Engine API, "Monitor events": JSON objects, one a line.
 */
export async function watchEvents(
  api: EngineApi,
  log: Log,
  onOpen: () => void,
  onEvent: (event: ContainerEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const stream = await open(api, signal);
    await follow(api, stream, log, onOpen, onEvent, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function open(api: EngineApi, signal: AbortSignal): Promise<Readable> {
  return api.open(
    {
      what: 'report changes of containers',
      schema: v.instance(Readable),
      send: (client, abortSignal) =>
        client.getEvents({ filters: { type: ['container'] }, abortSignal }),
    },
    signal,
  );
}

async function follow(
  api: EngineApi,
  stream: Readable,
  log: Log,
  onOpen: () => void,
  onEvent: (event: ContainerEvent) => void,
  signal: AbortSignal,
): Promise<never> {
  const end = (): void => {
    stream.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  api.closed.addEventListener('abort', end, { once: true });
  let wasWarned = false;
  const lines = new LineSplitter({
    maxLength: maxEventLength,
    onLine: (line, cutShort) => {
      if (cutShort) throw api.unreadable(new Error('an event is too long'));
      const parsed = parseEvent(line);
      const event = parsed.success ? containerEvent(parsed.output) : undefined;
      if (event) onEvent(event);
      // Once: there may be no end of them.
      if (parsed.success || wasWarned) return;
      wasWarned = true;
      log.warn('The engine reports events that make no sense; they are left out');
    },
  });
  try {
    onOpen();
    for await (const chunk of stream) lines.push(v.parse(v.instance(Buffer), chunk));
    throw new Error('the stream of events ended');
  } catch (error) {
    throw await api.lost(error, signal);
  } finally {
    signal.removeEventListener('abort', end);
    api.closed.removeEventListener('abort', end);
    stream.destroy();
  }
}

function parseEvent(line: string) {
  return v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), line);
}

/** The change that an event reports; undefined where it reports none. */
function containerEvent({
  type,
  action,
  containerId,
}: v.InferOutput<typeof eventSchema>): ContainerEvent | undefined {
  if (type !== 'container' || !changes.has(action)) return undefined;
  return v.is(idSchema, containerId) ? { action, containerId } : undefined;
}
