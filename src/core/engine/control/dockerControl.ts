import * as v from 'valibot';
import { DockhopError, failure } from '../../errors/dockhopError.ts';
import type { ContainerState } from '../container.ts';
import type { EngineInfo } from '../engine.ts';
import { hasRegistry } from '../imageName.ts';
import type { Call, EngineApi } from '../speak/engineApi.ts';
import { idSchema, type Refusal } from '../speak/engineSchemas.ts';
import { containerName } from './containerName.ts';
import { inspectionSchema, type Inspection } from './inspection.ts';
import { visibleJson } from './visibleJson.ts';
import type { Commitment, EngineControl } from './engineControl.ts';

/** What an engine needs for anything but waiting: it may be busy with devices, volumes, layers. */
const workMs = 120_000;
/** An image of a large container is written file by file. */
const commitMs = 60 * 60_000;
/** Many times what the largest containers have; the editor still opens it at once. */
const longestDescription = 4 * 1024 * 1024;
const notModified = 304;
const notFound = 404;
const conflict = 409;

/** In these a container has processes. */
const up: readonly ContainerState[] = ['running', 'paused', 'restarting'];

type Send = Call<unknown>['send'];

interface Change {
  readonly id: string;
  /** For the person: `The engine refused to …`. */
  readonly what: string;
  readonly send: Send;
  /** The states in which there is nothing left to do. */
  readonly reached: readonly (ContainerState | 'gone')[];
  /** Only what has processes can be changed so. */
  readonly needsProcesses?: true;
  /** How long the container itself may take. */
  readonly graceMs?: number;
}

/**
 * Over Docker's API and Podman's of the same shape. Their statuses differ (Podman answers 500 where
 * Docker has 304 or 409), so a refusal is judged by the state that the container is in then.
 */
export class DockerControl implements EngineControl {
  readonly #api: EngineApi;
  readonly #kind: EngineInfo['kind'];

  constructor(api: EngineApi, { kind }: EngineInfo) {
    this.#api = api;
    this.#kind = kind;
  }

  async stop(id: string, signal: AbortSignal): Promise<void> {
    const graceMs = await this.#readyToEnd(id, signal);
    const reached: Change['reached'] = ['created', 'exited', 'dead', 'removing'];
    const send: Send = (client, abortSignal) => client.getContainer(id).stop({ abortSignal });
    await this.#change({ id, what: 'stop a container', send, reached, graceMs }, signal);
  }

  async restart(id: string, signal: AbortSignal): Promise<void> {
    const graceMs = await this.#readyToEnd(id, signal);
    const send: Send = (client, abortSignal) => client.getContainer(id).restart({ abortSignal });
    await this.#change({ id, what: 'restart a container', send, reached: [], graceMs }, signal);
  }

  async pause(id: string, signal: AbortSignal): Promise<void> {
    const send: Send = (client, abortSignal) => client.getContainer(id).pause({ abortSignal });
    const change = { id, what: 'pause a container', send, needsProcesses: true } as const;
    await this.#change({ ...change, reached: ['paused'] }, signal);
  }

  async unpause(id: string, signal: AbortSignal): Promise<void> {
    const send: Send = (client, abortSignal) => client.getContainer(id).unpause({ abortSignal });
    const change = { id, what: 'unpause a container', send, needsProcesses: true } as const;
    await this.#change({ ...change, reached: ['running'] }, signal);
  }

  async kill(id: string, signal: AbortSignal): Promise<void> {
    await this.#readyToEnd(id, signal);
    const reached: Change['reached'] = ['created', 'exited', 'dead', 'removing'];
    const send: Send = (client, abortSignal) => client.getContainer(id).kill({ abortSignal });
    await this.#change({ id, what: 'kill a container', send, reached }, signal);
  }

  async remove(
    id: string,
    { volumes }: { readonly volumes: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const send: Send = (client, abortSignal) =>
      client.getContainer(id).remove({ force: true, v: volumes, abortSignal });
    const reached = ['gone', 'removing'] as const;
    await this.#change({ id, what: 'remove a container', send, reached }, signal);
  }

  async rename(id: string, name: string, signal: AbortSignal): Promise<void> {
    if (!containerName.test(name)) throw failure('NAME_UNFIT', { name });
    const { host } = this.#api;
    await this.#ask(
      id,
      {
        what: 'rename a container',
        schema: v.unknown(),
        send: (client, abortSignal) => client.getContainer(id).rename({ name, abortSignal }),
        refused: ({ status }) =>
          Promise.resolve(status === conflict ? failure('NAME_TAKEN', { name, host }) : undefined),
      },
      signal,
    );
  }

  async commit(
    id: string,
    { image, message, pause }: Commitment,
    signal: AbortSignal,
  ): Promise<void> {
    const { repository, tag } = image;
    // As `podman commit` does; its API would take the name for one of Docker Hub.
    const isLocal = this.#kind === 'podman' && !hasRegistry(repository);
    const repo = isLocal ? `localhost/${repository}` : repository;
    await this.#ask(
      id,
      {
        what: 'commit a container',
        schema: v.unknown(),
        send: (client, abortSignal) =>
          client.getContainer(id).commit({
            ...{ repo, tag, pause, abortSignal },
            ...(message === '' ? {} : { comment: message }),
            // Podman's own format of images has no place for a message.
            ...(this.#kind === 'podman' ? { format: 'docker' } : {}),
          }),
        timeoutMs: commitMs,
      },
      signal,
    );
  }

  async inspectRaw(id: string, signal: AbortSignal): Promise<string> {
    const text = visibleJson((await this.#inspect(id, signal)).raw);
    if (text.length <= longestDescription) return text;
    throw this.#api.unreadable(new Error('it describes a container at too great length'));
  }

  /** @throws what was refused; or, where the container is not in a state for it, which that is. */
  async #change(change: Change, signal: AbortSignal): Promise<void> {
    const { id, what, send, reached, needsProcesses, graceMs = 0 } = change;
    const timeoutMs = graceMs + workMs;
    const call = { what, schema: v.unknown(), send, timeoutMs, acceptable: notModified };
    this.#check(id);
    try {
      await this.#ask(id, call, signal);
    } catch (error) {
      const code = error instanceof DockhopError ? error.code : undefined;
      if (code === 'CONTAINER_NOT_FOUND' && reached.includes('gone')) return;
      if (code !== 'ENGINE_REFUSED') throw error;
      const { name, state } = await this.#inspect(id, signal);
      if (reached.includes(state)) return;
      if (!needsProcesses || up.includes(state)) throw error;
      throw failure('CONTAINER_STOPPED', { container: name, state }, { cause: error });
    }
  }

  /**
   * Podman ends no container whose processes are frozen, or only half; Docker wakes them itself.
   * @returns how long the container may take over its end, in milliseconds.
   */
  async #readyToEnd(id: string, signal: AbortSignal): Promise<number> {
    const { state, graceMs } = await this.#inspect(id, signal);
    if (state === 'paused' && this.#kind === 'podman') await this.unpause(id, signal);
    return graceMs;
  }

  async #inspect(id: string, signal: AbortSignal): Promise<Inspection> {
    const raw = await this.#ask(
      id,
      {
        what: 'describe a container',
        schema: v.unknown(),
        send: (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }),
      },
      signal,
    );
    const parsed = v.safeParse(inspectionSchema, raw, { abortEarly: true });
    if (parsed.success && parsed.output.id === id) return parsed.output;
    const cause = parsed.success
      ? new Error('it described another container')
      : v.flatten(parsed.issues);
    throw this.#api.unreadable(cause);
  }

  /** The id becomes part of the request's path. */
  #check(id: string): void {
    if (!v.is(idSchema, id)) throw this.#noSuchContainer(id);
  }

  async #ask<T>(id: string, call: Call<T>, signal: AbortSignal): Promise<T> {
    this.#check(id);
    const refused = (refusal: Refusal): Promise<DockhopError | undefined> =>
      refusal.status === notFound
        ? Promise.resolve(this.#noSuchContainer(id))
        : (call.refused?.(refusal) ?? Promise.resolve(undefined));
    return this.#api.ask({ ...call, refused }, signal);
  }

  #noSuchContainer(id: string): DockhopError {
    return failure('CONTAINER_NOT_FOUND', { container: id.slice(0, 12), host: this.#api.host });
  }
}
