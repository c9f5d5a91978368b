import * as v from 'valibot';
import { containerName } from '../control/containerName.ts';
import type { DockhopError } from '../../errors/dockhopError.ts';
import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { EngineInfo } from '../engine.ts';
import { isImageReference } from '../images/imageSchemas.ts';
import type { Call, EngineApi } from '../speak/engineApi.ts';
import { idSchema, type Refusal } from '../speak/engineSchemas.ts';
import { dockerBody } from './dockerBody.ts';
import type { EngineCreation } from './engineCreation.ts';
import { podmanBody } from './podmanBody.ts';
import type { RunRequest } from './runRequest.ts';
import { isMountText } from './runTexts.ts';

/** Devices, volumes and layers may take their time. */
const workMs = 120_000;
/** To take back what did not start, also when the person gave up. */
const takeBackMs = 30_000;
/** Podman has no unversioned paths for its own API; this is the oldest that its latest release takes. */
const podmanCreate = '/v4.0.0/libpod/containers/create?';
const notFound = 404;
const notModified = 304;
const conflict = 409;

const createdSchema = v.pipe(
  v.object({ Id: idSchema }),
  v.transform(({ Id }) => Id),
);

/** Over Docker's API, and podman's own for podman. */
export class DockerCreation implements EngineCreation {
  readonly #api: EngineApi;
  readonly #kind: EngineInfo['kind'];
  readonly #log: Log;

  constructor(api: EngineApi, { kind }: EngineInfo, log: Log) {
    this.#api = api;
    this.#kind = kind;
    this.#log = log;
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<string> {
    check(request);
    const id = await this.#api.ask(this.#creation(request), signal);
    try {
      await this.#api.ask(
        {
          what: 'start a container',
          schema: v.unknown(),
          send: (client, abortSignal) => client.getContainer(id).start({ abortSignal }),
          timeoutMs: workMs,
          acceptable: notModified,
          refused: ({ reason }) => Promise.resolve(this.#refused(request, reason)),
        },
        signal,
      );
    } catch (error) {
      await this.#takeBack(id);
      throw error;
    }
    return id;
  }

  #creation(request: RunRequest): Call<string> {
    const { image, name } = request;
    const { host } = this.#api;
    const isPodman = this.#kind === 'podman';
    return {
      what: 'create a container',
      schema: createdSchema,
      send: (client, abortSignal) =>
        client.dial({
          path: isPodman ? podmanCreate : '/containers/create?',
          ...{ method: 'POST', abortSignal },
          options: isPodman
            ? { _query: {}, _body: podmanBody(request) }
            : { _query: { name }, _body: dockerBody(request) },
        }),
      timeoutMs: workMs,
      refused: async ({ status, reason }: Refusal) => {
        if (status === conflict) return failure('NAME_TAKEN', { name, host });
        // Podman answers 500 to both.
        if (await this.#isThere(`/containers/${name}/json`)) {
          return failure('NAME_TAKEN', { name, host });
        }
        if (!(await this.#isThere(`/images/${image}/json`))) {
          return failure('IMAGE_NOT_FOUND', { image, host });
        }
        return this.#refused(request, reason);
      },
    };
  }

  #refused({ image, gpus }: RunRequest, reason: string): DockhopError {
    const variant = gpus === 'none' ? {} : ({ variant: 'gpus' } as const);
    return failure('RUN_REFUSED', { host: this.#api.host, image, reason }, variant);
  }

  async #isThere(path: string): Promise<boolean> {
    const call: Call<boolean> = {
      what: 'look for it',
      schema: v.pipe(
        v.unknown(),
        v.transform((answer) => answer !== undefined),
      ),
      send: (client, abortSignal) => client.dial({ path, method: 'GET', abortSignal }),
      acceptable: notFound,
    };
    return this.#api.ask(call, AbortSignal.timeout(takeBackMs));
  }

  /** A person is not told when it fails: why it did not start says more, and it is in the tree. */
  async #takeBack(id: string): Promise<void> {
    const call: Call<unknown> = {
      what: 'remove a container',
      schema: v.unknown(),
      send: (client, abortSignal) =>
        client.getContainer(id).remove({ force: true, v: true, abortSignal }),
    };
    try {
      await this.#api.ask(call, AbortSignal.timeout(takeBackMs));
    } catch (error) {
      this.#log.warn(`${id} of ${this.#api.host}, which did not start, stays: ${String(error)}`);
    }
  }
}

/** Name and image become part of a path. What the rest says is for the engine to refuse. */
function check({ name, image, gpus, mounts }: RunRequest): void {
  if (!containerName.test(name)) throw failure('NAME_UNFIT', { name });
  if (!isImageReference(image)) throw failure('IMAGE_NAME_UNFIT', { image });
  const unfit = (text: string, reason: string): DockhopError =>
    failure('RUN_UNFIT', { text, reason });
  for (const mount of mounts) {
    if (!isMountText(mount)) throw unfit(`${mount.source}:${mount.target}`, 'it is no mount');
  }
  const ids = typeof gpus === 'string' ? [] : gpus;
  // A device name of CDI, and an id for Docker.
  const wrong = ids.find((gpu) => !/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(gpu));
  if (wrong !== undefined) throw unfit(wrong, 'it is neither the index nor the UUID of a GPU');
}
