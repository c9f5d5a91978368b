/** What the engine has counted for a container at one moment. */
export interface ContainerStats {
  /** In ms since 1970, by the engine's clock. */
  readonly at: number;
  /** Time on processors since it was started, in ns: all of them together. */
  readonly cpuTime: number;
  /** In bytes, without what the kernel only keeps of files while nobody needs the room. */
  readonly memory?: number;
  /** In bytes; the host's memory where the container has no limit of its own. */
  readonly memoryLimit?: number;
}

/** What an engine knows about use, as one of its facets. */
export interface EngineUsage {
  /**
   * One look at the counters of a container.
   * @param id 64 hexadecimal digits.
   * @returns undefined where the engine has none: rootless on cgroup v1, or not running.
   * @throws CONTAINER_NOT_FOUND, and what every request may throw.
   */
  stats(id: string, signal: AbortSignal): Promise<ContainerStats | undefined>;
  /** How long the engine takes to answer over the connection that is open, in ms. */
  roundTrip(signal: AbortSignal): Promise<number>;
}
