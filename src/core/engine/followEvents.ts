import { Readable } from 'node:stream';
import * as v from 'valibot';
import type { Log } from '../ports/log.ts';
import type { EngineApi } from './speak/engineApi.ts';
import { eventSchema } from './speak/engineSchemas.ts';
import { LineSplitter } from './speak/lineSplitter.ts';

/** An event carries all labels of what it is about. */
const maxEventLength = 4 * 1024 * 1024;

export type EngineEvent = v.InferOutput<typeof eventSchema>;

export interface EventWish {
  /** For the person: `The engine refused to …`. */
  readonly what: string;
  readonly types: readonly ('container' | 'image' | 'volume')[];
  /** Called once the stream is established: list after that. */
  readonly onOpen: () => void;
  readonly onEvent: (event: EngineEvent) => void;
}

/**
 * Calls back for each event of these types until the signal aborts (then it resolves) or the stream
 * ends (then it rejects).
 *
 * @see Docker Engine API, "Monitor events": JSON objects, one a line.
 */
export async function followEvents(
  api: EngineApi,
  log: Log,
  wish: EventWish,
  signal: AbortSignal,
): Promise<void> {
  try {
    const stream = await open(api, wish, signal);
    await follow(api, stream, log, wish, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function open(api: EngineApi, { what, types }: EventWish, signal: AbortSignal): Promise<Readable> {
  return api.open(
    {
      what,
      schema: v.instance(Readable),
      send: (client, abortSignal) =>
        client.getEvents({ filters: { type: [...types] }, abortSignal }),
    },
    signal,
  );
}

async function follow(
  api: EngineApi,
  stream: Readable,
  log: Log,
  { onOpen, onEvent }: EventWish,
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
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), line);
      if (parsed.success) onEvent(parsed.output);
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
