import { createReadStream } from 'node:fs';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { FetchedArchive } from './serverCache.ts';

/** The most that the program may answer. */
const mostAnswer = 64 * 1024;

export interface Sending {
  readonly archive: FetchedArchive;
  /** As it is, or unpacked here for a container that has no gzip. */
  readonly form: 'gzip' | 'tar';
  /** Bytes of the archive that are on their way. */
  readonly onBytes: (sent: number) => void;
}

/**
 * Sends an archive to a program's standard input, ends that, and reads what the program answers.
 * A program that has ended takes no more: then its answer says why.
 * @throws what broke the stream or the reading of the file; the stream is destroyed then.
 */
export async function sendArchive(
  program: Duplex,
  { archive, form, onBytes }: Sending,
  signal: AbortSignal,
): Promise<string> {
  const answered = new AbortController();
  const stop = AbortSignal.any([signal, answered.signal]);
  const answer = readAll(program);
  const sending = send();
  const end = (): void => {
    program.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  // Whichever fails first is why; the other one only follows.
  try {
    await Promise.race([answer, sending.then(() => answer)]);
    return await answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    answered.abort();
    end();
    await Promise.allSettled([answer, sending]);
  }

  async function send(): Promise<void> {
    const file = createReadStream(archive.file, { highWaterMark: 256 * 1024 });
    let sent = 0;
    const counted = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        yield chunk;
        sent += chunk.length;
        onBytes(sent);
      }
    };
    const into = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunks) await write(program, chunk, stop);
      program.end();
    };
    const options = { signal: stop };
    try {
      if (form === 'gzip') await pipeline(file, counted, into, options);
      else await pipeline(file, counted, createGunzip(), into, options);
    } catch (error) {
      if (!answered.signal.aborted) throw error;
    }
  }
}

/** Resolves when the chunk is on its way, so that nothing piles up here. A program that ended never says so. */
function write(program: Duplex, chunk: Buffer, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      stop.removeEventListener('abort', onStop);
      if (error) reject(error);
      else resolve();
    };
    const onStop = (): void => {
      settle(new Error('nobody takes it any more'));
    };
    stop.addEventListener('abort', onStop, { once: true });
    program.write(chunk, settle);
  });
}

async function readAll(program: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of program as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostAnswer) throw new RangeError(`more than ${mostAnswer} bytes of output`);
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
