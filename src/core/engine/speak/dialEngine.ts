import type Docker from 'dockerode';
import * as v from 'valibot';

/** What docker-modem is told of a request, as far as Dockhop has a use for it. */
export interface DialOptions {
  /** With a question mark at its end where there is a query or a body. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly options?: { readonly _query: object; readonly _body?: object };
  readonly file?: NodeJS.ReadableStream;
  /** The answer is a stream, and not read to its end. */
  readonly isStream?: true;
  readonly abortSignal: AbortSignal;
}

const succeeded = { 200: true, 201: true, 204: true };

const modemSchema = v.custom<{
  dial(options: object, done: (error: Error | null, answer: unknown) => void): void;
}>((modem) => typeof modem === 'object' && modem !== null && 'dial' in modem);

/**
 * A request that dockerode has no method for, or none that takes a signal.
 * @throws as dockerode does, so that `EngineApi` reads a refusal in it.
 */
export function dialEngine(client: Docker, options: DialOptions): Promise<unknown> {
  const modem = v.parse(modemSchema, client.modem);
  return new Promise((resolve, reject) => {
    modem.dial({ ...options, statusCodes: succeeded }, (error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
}
