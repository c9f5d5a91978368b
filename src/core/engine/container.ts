export type ContainerState =
  'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead' | 'unknown';

export interface PublishedPort {
  /** Port inside the container. */
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Where the host listens; absent when the port is only exposed. */
  readonly hostIp?: string;
  readonly hostPort?: number;
}

/** One row of the engine's list. Every string comes from a stranger: show it only as plain text. */
export interface Container {
  /** 64 lower-case hex digits, checked. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** In the engine's words: `Up 3 hours`. */
  readonly status: string;
  readonly ports: readonly PublishedPort[];
  /** The compose project and service. */
  readonly project?: string;
  readonly service?: string;
}

/** Where a container is in one of the networks of its engine. */
export interface NetworkAddress {
  /** From a stranger: shown as plain text, and compared; nothing else. */
  readonly network: string;
  /** IPv4 or IPv6, checked. */
  readonly address: string;
}

/** What the engine knows about one container. */
export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  /** RFC 3339, as the engine gives it; changes with every start. */
  readonly startedAt: string;
  readonly ports: readonly PublishedPort[];
  /** `NAME=value`, the image's and those given to run. May hold secrets. */
  readonly env: readonly string[];
  /** As in the image or given to run: a name or uid, optionally `:group`; empty for root. */
  readonly user: string;
  readonly workingDir: string;
  /** Paths in the container at which something of the host is mounted. */
  readonly mountPoints: readonly string[];
  readonly networkMode: string;
  /**
   * Its own addresses; none while it does not run, or where it has no network of its own. Another
   * container may have them after a restart.
   */
  readonly addresses: readonly NetworkAddress[];
  /** `private`, `shareable`, `host`, `container:…` or empty. */
  readonly ipcMode: string;
}
