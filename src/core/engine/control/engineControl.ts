import type { ImageName } from '../imageName.ts';

export interface Commitment {
  readonly image: ImageName;
  /** Kept with the image; empty for none. */
  readonly message: string;
  /** Whether the container's processes stand still meanwhile, so that no file is half written. */
  readonly pause: boolean;
}

/**
 * What people do with a container. All take a container's whole id. What is already as it was to be
 * is no failure: a container that is stopped is not stopped again, one that is gone not removed.
 *
 * Cancelling ends the wait: the engine may finish what it was asked for.
 *
 * @throws DockhopError, also: CONTAINER_NOT_FOUND, CONTAINER_STOPPED, ENGINE_REFUSED, ENGINE_TIMEOUT.
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/#tag/Container
 */
export interface EngineControl {
  /** As `docker stop`: its signal, and after its grace (10 s where it names none) SIGKILL. */
  stop(id: string, signal: AbortSignal): Promise<void>;
  restart(id: string, signal: AbortSignal): Promise<void>;
  /** Freezes its processes. */
  pause(id: string, signal: AbortSignal): Promise<void>;
  unpause(id: string, signal: AbortSignal): Promise<void>;
  /** SIGKILL to its first process. */
  kill(id: string, signal: AbortSignal): Promise<void>;
  /** With everything in it, also while it runs; with its anonymous volumes only if asked. */
  remove(id: string, options: { readonly volumes: boolean }, signal: AbortSignal): Promise<void>;
  /** @throws also NAME_UNFIT, NAME_TAKEN. */
  rename(id: string, name: string, signal: AbortSignal): Promise<void>;
  /** Makes an image of what is in the container now. Volumes are not part of it. */
  commit(id: string, commitment: Commitment, signal: AbortSignal): Promise<void>;
  /** All that the engine says about a container, as indented JSON. It may hold secrets. */
  inspectRaw(id: string, signal: AbortSignal): Promise<string>;
}
