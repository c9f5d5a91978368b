import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { EngineApi } from './engineApi.ts';
import { LineSplitter } from './lineSplitter.ts';

/**
 * The bytes of an engine's answer; it ends with whoever reads it, and says why it ended before its time.
 * @param content what is made of the answer on the way, where it is not taken as it comes.
 */
export async function* answerBytes(
  api: EngineApi,
  answer: IncomingMessage,
  signal: AbortSignal,
  content: AsyncIterable<unknown> = answer,
): AsyncGenerator<Uint8Array, void> {
  const stop = (): void => {
    answer.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    for await (const chunk of content) yield v.parse(v.instance(Uint8Array), chunk);
  } catch (error) {
    throw await api.lost(error, signal);
  } finally {
    signal.removeEventListener('abort', stop);
    answer.destroy();
  }
}

/** The same by lines, in batches as they come; a longer one than `maxLength` is cut. */
export async function* answerLines(
  api: EngineApi,
  answer: IncomingMessage,
  maxLength: number,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let lines: string[] = [];
  const splitter = new LineSplitter({ maxLength, onLine: (line) => void lines.push(line) });
  for await (const chunk of answerBytes(api, answer, signal)) {
    splitter.push(chunk);
    yield* lines;
    lines = [];
  }
  splitter.end();
  yield* lines;
}
