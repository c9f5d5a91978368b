export interface Volume {
  /** From a stranger. */
  readonly name: string;
  readonly driver: string;
  /** The directory of the host that it is bound to; absent where the engine chose one. */
  readonly directory?: string;
  /** Where the engine keeps it. */
  readonly mountPoint: string;
  /** The names of the containers that have it, also stopped ones. */
  readonly usedBy: readonly string[];
}

/**
 * The volumes of an engine.
 *
 * @throws DockhopError, also: VOLUME_NOT_FOUND, ENGINE_REFUSED, ENGINE_TIMEOUT.
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/#tag/Volume
 */
export interface EngineVolumes {
  /** Sorted by name, those without a name of their own last. */
  list(signal: AbortSignal): Promise<readonly Volume[]>;
  /** As `Engine.watchContainers`, of volumes and of who uses them. */
  watch(onOpen: () => void, onChange: () => void, signal: AbortSignal): Promise<void>;
  /**
   * How large volumes are, in bytes by name. The engine reads through all of them, which may take
   * long; those that it does not know are left out.
   */
  sizes(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /**
   * Makes a volume; with a directory it is that directory of the host (which must be there when a
   * container with it starts).
   * @throws also VOLUME_EXISTS, VOLUME_UNFIT.
   */
  create(name: string, directory: string | undefined, signal: AbortSignal): Promise<void>;
  /** With what is in it, where it is not bound to a directory. @throws also VOLUME_IN_USE. */
  remove(name: string, signal: AbortSignal): Promise<void>;
}
