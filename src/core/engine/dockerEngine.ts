import * as v from 'valibot';
import { failure, plainText, type DockhopError } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import { compareNames } from './compareNames.ts';
import type { Container, ContainerDetails } from './container.ts';
import { DockerControl } from './control/dockerControl.ts';
import { DockerCreation } from './create/dockerCreation.ts';
import type { ContainerEvent, Engine, EngineInfo, ExecRequest, ExecResult } from './engine.ts';
import { DockerFiles } from './files/dockerFiles.ts';
import { DockerImages } from './images/dockerImages.ts';
import { DockerProxies } from './proxies/dockerProxies.ts';
import type { EngineProxies } from './proxies/engineProxies.ts';
import type { EngineApi } from './speak/engineApi.ts';
import {
  containerDetailsSchema,
  idSchema,
  containerRowSchema,
  containerRowsSchema,
} from './speak/engineSchemas.ts';
import { execInContainer } from './speak/execInContainer.ts';
import { DockerStreams, type StreamRefusals } from './streams/dockerStreams.ts';
import { DockerUsage } from './usage/dockerUsage.ts';
import type { EngineUsage } from './usage/engineUsage.ts';
import { DockerVolumes } from './volumes/dockerVolumes.ts';
import { watchEvents } from './watchEvents.ts';

/** Starting a container may wait for devices and volumes. */
const startTimeoutMs = 120_000;
const notFound = 404;
const notModified = 304;

type Named = Pick<Container, 'id' | 'name'>;

/** A Docker Engine, or Podman behind its API of the same shape. */
export class DockerEngine implements Engine {
  readonly host: string;
  readonly info: EngineInfo;
  readonly control: DockerControl;
  readonly usage: EngineUsage;
  readonly proxies: EngineProxies;
  readonly streams: DockerStreams;
  readonly files: DockerFiles;
  readonly images: DockerImages;
  readonly volumes: DockerVolumes;
  readonly creation: DockerCreation;
  readonly #api: EngineApi;
  readonly #log: Log;

  constructor(api: EngineApi, info: EngineInfo, log: Log) {
    this.host = api.host;
    this.info = info;
    this.control = new DockerControl(api, info);
    this.usage = new DockerUsage(api, info);
    this.proxies = new DockerProxies(api);
    this.images = new DockerImages(api, info, log);
    this.volumes = new DockerVolumes(api, log);
    this.creation = new DockerCreation(api, info, log);
    this.#api = api;
    this.#log = log;
    const refusals: StreamRefusals = {
      notThere: (id) => this.#noSuchContainer(id),
      notRunning: (container, signal) => this.#whyNotRunning(container, signal),
    };
    this.streams = new DockerStreams(api, refusals, log);
    this.files = new DockerFiles(
      api,
      (container, signal) => () => this.#whyNotRunning(container, signal),
    );
  }

  async listContainers(signal: AbortSignal): Promise<readonly Container[]> {
    const rows = await this.#api.ask(
      {
        what: 'list its containers',
        schema: containerRowsSchema,
        send: (client, abortSignal) => client.listContainers({ all: true, abortSignal }),
      },
      signal,
    );
    const parsed = rows.map((row) => v.safeParse(containerRowSchema, row, { abortEarly: true }));
    const faults = parsed.flatMap(({ issues }) => (issues ? [issues] : []));
    const [first] = faults;
    if (first) this.#warnOfRows(faults.length, first);
    return parsed.flatMap(({ success, output }) => (success ? [output] : [])).sort(byName);
  }

  async inspectContainer(id: string, signal: AbortSignal): Promise<ContainerDetails> {
    // The id becomes part of the request's path.
    if (!v.is(idSchema, id)) throw this.#noSuchContainer(id);
    const details = await this.#api.ask(
      {
        what: 'describe a container',
        schema: containerDetailsSchema,
        send: (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }),
        refused: ({ status }) =>
          Promise.resolve(status === notFound ? this.#noSuchContainer(id) : undefined),
      },
      signal,
    );
    if (details.id === id) return details;
    throw this.#api.unreadable(new Error('it described another container'));
  }

  async startContainer(id: string, signal: AbortSignal): Promise<void> {
    if (!v.is(idSchema, id)) throw this.#noSuchContainer(id);
    await this.#api.ask(
      {
        what: 'start a container',
        schema: v.unknown(),
        send: (client, abortSignal) => client.getContainer(id).start({ abortSignal }),
        timeoutMs: startTimeoutMs,
        acceptable: notModified,
        refused: ({ status }) =>
          Promise.resolve(status === notFound ? this.#noSuchContainer(id) : undefined),
      },
      signal,
    );
  }

  exec(
    container: ContainerDetails,
    request: ExecRequest,
    signal: AbortSignal,
  ): Promise<ExecResult> {
    const refused = () => this.#whyNotRunning(container, signal);
    return execInContainer(this.#api, container, request, refused, signal);
  }

  watchContainers(
    onOpen: () => void,
    onEvent: (event: ContainerEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return watchEvents(this.#api, this.#log, onOpen, onEvent, signal);
  }

  /** Once a list: there may be thousands. */
  #warnOfRows(
    count: number,
    issues: Parameters<typeof v.flatten<typeof containerRowSchema>>[0],
  ): void {
    const { host, info } = this;
    const why = plainText(JSON.stringify(v.flatten<typeof containerRowSchema>(issues)));
    this.#log.warn(`${info.id} of ${host} lists containers that make no sense, ${count}: ${why}`);
  }

  /** The status of a refused exec does not tell: Docker's and Podman's differ. The state does. */
  async #whyNotRunning(container: Named, signal: AbortSignal): Promise<DockhopError | undefined> {
    const { state } = await this.inspectContainer(container.id, signal);
    if (state === 'running') return undefined;
    return failure('CONTAINER_STOPPED', { container: container.name, state });
  }

  #noSuchContainer(id: string): DockhopError {
    const container = id.slice(0, 12);
    return failure('CONTAINER_NOT_FOUND', { container, host: this.host });
  }
}

function byName(a: Container, b: Container): number {
  return compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1);
}
