/** A directory in a container that is a volume, or a directory of the host. */
export interface RunMount {
  /** The name of a volume, or an absolute path on the host. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** A port of a container on its host. */
export interface RunPort {
  /** On which addresses of the host: `127.0.0.1` unless more was asked for. */
  readonly hostIp: string;
  /** 0 for one that the engine chooses. */
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
}

/** Which GPUs a container has: none, all, or some by index or UUID. */
export type RunGpus = 'none' | 'all' | readonly string[];

/** What a person asks for when they run an image. */
export interface RunRequest {
  /** Its name, or its whole id. */
  readonly image: string;
  readonly name: string;
  readonly gpus: RunGpus;
  readonly mounts: readonly RunMount[];
  readonly ports: readonly RunPort[];
  /** Bytes of /dev/shm; absent for what the engine gives, which is 64 MB. */
  readonly sharedMemory?: number;
  /** Does nothing but stay up, instead of what the image says. */
  readonly idle: boolean;
}
