import type { Container, ContainerDetails } from './container.ts';
import type { EngineControl } from './control/engineControl.ts';
import type { EngineCreation } from './create/engineCreation.ts';
import type { EngineImages } from './images/engineImages.ts';
import type { EngineVolumes } from './volumes/engineVolumes.ts';
import type { EngineProxies } from './proxies/engineProxies.ts';
import type { EngineUsage } from './usage/engineUsage.ts';
import type { EngineFiles } from './files/engineFiles.ts';
import type { EngineStreams } from './streams/engineStreams.ts';

/** What tells one engine of a host from another. */
export interface EngineInfo {
  /** Stable and short, unique on its host: `docker`, `docker-rootless`, `podman`, `podman-rootless`, then with `-2` … */
  readonly id: string;
  readonly kind: 'docker' | 'podman';
  readonly rootless: boolean;
  readonly version: string;
  readonly apiVersion: string;
  /** Absolute path of its socket on the host. */
  readonly socket: string;
  /** Absolute path of the engine's command on the host; absent where there is none. */
  readonly cli?: string;
  /** Absolute path of sudo on the host, where only root may use the engine and the person allowed it. */
  readonly sudo?: string;
  /** A podman whose socket is there only while Dockhop runs a service for it. */
  readonly serviceless?: true;
}

export interface ExecRequest {
  /** Numeric uid. Never a name: names come from the container. */
  readonly uid: number;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /**
   * Standard input stays open until the program ends or the wait for it does. For a program that
   * lasts: the end of its input tells it that nobody waits any more, and an engine cannot end it.
   */
  readonly holdsStdin?: true;
  /** The most that is kept of standard output and of standard error each; more is refused. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** What the deadline is for, for the person: `answering a probe`. */
  readonly what: string;
  /** Standard error as it comes, line by line, instead of keeping it. */
  readonly onLine?: (line: string) => void;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A change in the set of containers or in the state of one. */
export interface ContainerEvent {
  /** For example `start`, `die`, `destroy`, `rename`. */
  readonly action: string;
  readonly containerId: string;
}

/** An engine that answered on a reached host (Docker Engine API, v1.40 or later). */
export interface Engine {
  /** The host, as the person names it. */
  readonly host: string;
  readonly info: EngineInfo;
  readonly control: EngineControl;
  readonly usage: EngineUsage;
  /** How it fetches from networks. */
  readonly proxies: EngineProxies;
  readonly streams: EngineStreams;
  readonly files: EngineFiles;
  readonly images: EngineImages;
  readonly volumes: EngineVolumes;
  readonly creation: EngineCreation;
  /** All containers, stopped ones too, sorted by name. */
  listContainers(signal: AbortSignal): Promise<readonly Container[]>;
  inspectContainer(id: string, signal: AbortSignal): Promise<ContainerDetails>;
  startContainer(id: string, signal: AbortSignal): Promise<void>;
  /** Runs a program in a container and waits for its end. */
  exec(container: ContainerDetails, request: ExecRequest, signal: AbortSignal): Promise<ExecResult>;
  /**
   * Calls back for each change until the signal aborts (then it resolves) or the stream ends
   * (then it rejects). `onOpen` is called once the stream is established: list after that.
   */
  watchContainers(
    onOpen: () => void,
    onEvent: (event: ContainerEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** As much of an engine as it takes to run programs in its containers. */
export type ExecEngine = Pick<Engine, 'host' | 'info' | 'exec'>;
