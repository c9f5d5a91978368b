import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';
import type { EngineInfo } from '../engine.ts';
import type { EngineApi } from '../speak/engineApi.ts';
import { idSchema } from '../speak/engineSchemas.ts';
import type { ContainerStats, EngineUsage } from './engineUsage.ts';
import { statsSchema } from './statsSchema.ts';

const notFound = 404;
/** Podman's answer where it finds no cgroup to read: on cgroup v1 when it is rootless, or runs in a container. */
const podmanHasNone = 500;

/** The use of containers, by a Docker Engine or by Podman's API of the same shape. */
export class DockerUsage implements EngineUsage {
  readonly #api: EngineApi;
  readonly #kind: EngineInfo['kind'];

  constructor(api: EngineApi, { kind }: Pick<EngineInfo, 'kind'>) {
    this.#api = api;
    this.#kind = kind;
  }

  async stats(id: string, signal: AbortSignal): Promise<ContainerStats | undefined> {
    const { host } = this.#api;
    const gone = failure('CONTAINER_NOT_FOUND', { container: id.slice(0, 12), host });
    // The id becomes part of the request's path.
    if (!v.is(idSchema, id)) throw gone;
    return this.#api.ask(
      {
        what: 'say what a container uses',
        schema: v.optional(statsSchema),
        send: (client, abortSignal) => {
          // Without `one-shot` Docker waits for a second look of its own.
          const options = { stream: false as const, 'one-shot': true, abortSignal };
          return client.getContainer(id).stats(options);
        },
        refused: ({ status }) => Promise.resolve(status === notFound ? gone : undefined),
        ...(this.#kind === 'podman' ? { acceptable: podmanHasNone } : {}),
      },
      signal,
    );
  }

  async roundTrip(signal: AbortSignal): Promise<number> {
    // The first may have to open a stream.
    await this.#ping(signal);
    const begin = performance.now();
    await this.#ping(signal);
    return performance.now() - begin;
  }

  async #ping(signal: AbortSignal): Promise<void> {
    await this.#api.ask(
      { what: 'answer', schema: v.unknown(), send: (client) => client.ping() },
      signal,
    );
  }
}
