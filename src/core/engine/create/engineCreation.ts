import type { RunRequest } from './runRequest.ts';

/** Makes containers. */
export interface EngineCreation {
  /**
   * Makes a container and starts it; one that does not start is removed again.
   * @returns its whole id.
   * @throws DockhopError, also: NAME_UNFIT, NAME_TAKEN, IMAGE_NOT_FOUND, RUN_REFUSED, RUN_UNFIT,
   * ENGINE_TIMEOUT.
   * @see https://docs.docker.com/reference/api/engine/version/v1.40/#tag/Container/operation/ContainerCreate
   */
  run(request: RunRequest, signal: AbortSignal): Promise<string>;
}
