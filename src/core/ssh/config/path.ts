import type { HostConfig } from './hostConfig.ts';

/** One SSH connection on the way to a host. */
export interface Hop {
  /** As named in the ssh config or by the person, without `user@` and port. */
  readonly name: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** How bytes get to it: dialled, forwarded by the hop before it, or through a ProxyCommand. */
  readonly via: 'direct' | 'jump' | 'command';
  /** The ProxyCommand with its tokens expanded; only with `via: 'command'`. */
  readonly command?: string;
  /** Everything that `ssh -G` says about it. */
  readonly config: HostConfig;
}

/** The hops to a host, in order; the last one is the host itself. This machine has none. */
export interface Path {
  /** The destination, as the person named it. */
  readonly host: string;
  readonly hops: readonly Hop[];
}

/** A path to another machine. */
export interface HopPath extends Path {
  readonly hops: readonly [Hop, ...Hop[]];
}

export function lastHop({ hops }: HopPath): Hop {
  return hops.at(-1) ?? hops[0];
}
