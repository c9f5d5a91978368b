import * as v from 'valibot';
import { failure, type DockhopError } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import { compareNames } from '../compareNames.ts';
import type { Call, EngineApi } from '../speak/engineApi.ts';
import type { Refusal } from '../speak/engineSchemas.ts';
import { storeUsers } from '../storeUsers.ts';
import { watchStore } from '../watchStore.ts';
import type { EngineVolumes, Volume } from './engineVolumes.ts';
import { isAnonymous, isHostDirectory, volumeName } from './volumeText.ts';
import { usageSchema, volumeSchema, volumesSchema } from './volumeSchemas.ts';

/** Reading through all volumes, and removing a large one, take a while. */
const workMs = 10 * 60_000;
const notFound = 404;
const conflict = 409;

/** Over Docker's API and Podman's of the same shape. */
export class DockerVolumes implements EngineVolumes {
  readonly #api: EngineApi;
  readonly #log: Log;

  constructor(api: EngineApi, log: Log) {
    this.#api = api;
    this.#log = log;
  }

  async list(signal: AbortSignal): Promise<readonly Volume[]> {
    const call = {
      what: 'list its volumes',
      schema: volumesSchema,
      send: (client, abortSignal) => client.listVolumes({ abortSignal }),
    } satisfies Call<unknown[]>;
    const [rows, users] = await Promise.all([
      this.#api.ask(call, signal),
      storeUsers(this.#api, signal),
    ]);
    const volumes = rows.flatMap((row) => {
      const parsed = v.safeParse(volumeSchema, row, { abortEarly: true });
      if (!parsed.success) return [];
      const { name } = parsed.output;
      const usedBy = users.filter((user) => user.volumes.includes(name)).map((user) => user.name);
      return [{ ...parsed.output, usedBy }];
    });
    return volumes.sort(byName);
  }

  watch(onOpen: () => void, onChange: () => void, signal: AbortSignal): Promise<void> {
    return watchStore(this.#api, this.#log, 'volume', onOpen, onChange, signal);
  }

  sizes(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const call: Call<ReadonlyMap<string, number>> = {
      what: 'measure its volumes',
      schema: usageSchema,
      send: (client, abortSignal) =>
        client.dial({
          ...{ path: '/system/df?', method: 'GET', abortSignal },
          options: { _query: { type: 'volume' } },
        }),
      timeoutMs: workMs,
    };
    return this.#api.ask(call, signal);
  }

  async create(name: string, directory: string | undefined, signal: AbortSignal): Promise<void> {
    if (!volumeName.test(name)) throw failure('VOLUME_UNFIT', { text: name });
    if (directory !== undefined && !isHostDirectory(directory)) {
      throw failure('VOLUME_UNFIT', { text: directory });
    }
    // Engines give back the one that is there, whatever it is bound to.
    if (await this.#isThere(name, signal)) {
      throw failure('VOLUME_EXISTS', { volume: name, host: this.#api.host });
    }
    const bound =
      directory === undefined ? {} : { DriverOpts: { type: 'none', o: 'bind', device: directory } };
    const call: Call<unknown> = {
      what: 'create a volume',
      schema: v.unknown(),
      send: (client, abortSignal) =>
        client.createVolume({ Name: name, Driver: 'local', ...bound, abortSignal }),
    };
    await this.#api.ask(call, signal);
  }

  async remove(name: string, signal: AbortSignal): Promise<void> {
    const { host } = this.#api;
    const call = this.#call<unknown>(name, {
      what: 'remove a volume',
      schema: v.unknown(),
      send: (client, abortSignal) => client.getVolume(name).remove({ abortSignal }),
      timeoutMs: workMs,
      refused: ({ status, reason }) =>
        Promise.resolve(
          status === conflict
            ? failure('VOLUME_IN_USE', { volume: name, host, reason })
            : undefined,
        ),
    });
    await this.#api.ask(call, signal);
  }

  async #isThere(name: string, signal: AbortSignal): Promise<boolean> {
    const call: Call<boolean> = {
      what: 'describe a volume',
      schema: v.pipe(
        v.unknown(),
        v.transform((answer) => answer !== undefined),
      ),
      send: (client, abortSignal) => client.getVolume(name).inspect({ abortSignal }),
      acceptable: notFound,
    };
    return this.#api.ask(call, signal);
  }

  /** The name becomes part of the request's path. */
  #call<T>(name: string, call: Call<T>): Call<T> {
    const absent = (): DockhopError =>
      failure('VOLUME_NOT_FOUND', { volume: name, host: this.#api.host });
    if (!volumeName.test(name)) throw absent();
    const refused = (refusal: Refusal): Promise<DockhopError | undefined> =>
      refusal.status === notFound
        ? Promise.resolve(absent())
        : (call.refused?.(refusal) ?? Promise.resolve(undefined));
    return { ...call, refused };
  }
}

function byName(a: Volume, b: Volume): number {
  return Number(isAnonymous(a.name)) - Number(isAnonymous(b.name)) || compareNames(a.name, b.name);
}
