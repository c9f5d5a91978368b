import type { ContainerDetails } from '../../engine/container.ts';
import type { ExecEngine } from '../../engine/engine.ts';
import { isEverywhere, type HostPort } from '../../engine/publishedPorts.ts';
import { failure } from '../../errors/dockhopError.ts';
import { listeningPorts, type Listening, type OwnDaemon } from '../look/listeningPorts.ts';

/** Finds the port of a container at which our sshd is to listen. */
export type ChoosePort = (own: OwnDaemon, signal: AbortSignal) => Promise<number>;

/** Where an SSH server is expected, best first. */
const usual = [22, 2222];
/** Where nothing is published: ports at which nobody need be root to listen, and few things do. */
const ownPorts = [2222, ...Array.from({ length: 100 }, (_, index) => 22_022 + index)];
/** ip_unprivileged_port_start, where the engine did not lower it. */
const firstUnprivileged = 1024;

/**
 * The port of a container on which our sshd can listen and be reached through the host: published,
 * and nothing else listens there. One of our own daemons keeps its port.
 * @param published those to choose from.
 * @throws ROUTE_UNAVAILABLE where there is none.
 */
export async function freePublishedPort(
  engine: ExecEngine,
  container: ContainerDetails,
  published: readonly HostPort[],
  own: OwnDaemon,
  signal: AbortSignal,
): Promise<number> {
  const listening = await listeningPorts({ engine, container }, signal, own);
  const port = choosePort(published, listening, own);
  if (port !== undefined) return port;
  const reason = 'something else listens on each port that could be used';
  throw failure('ROUTE_UNAVAILABLE', { route: 'published', container: container.name, reason });
}

/**
 * A port for those who come to the container's own address, or with the host's network to the
 * host's loopback: a daemon that we have already, else one that is not published, for that could be
 * to the world.
 * @throws ROUTE_UNAVAILABLE where all are taken.
 */
export async function freeInnerPort(
  engine: ExecEngine,
  container: ContainerDetails,
  own: OwnDaemon,
  signal: AbortSignal,
): Promise<number> {
  const listening = await listeningPorts({ engine, container }, signal, own);
  const taken = new Set([
    ...container.ports.map(({ containerPort }) => containerPort),
    ...listening.ports,
  ]);
  const port = listening.daemon ?? ownPorts.find((one) => !taken.has(one));
  if (port !== undefined) return port;
  const reason = `something listens on each of ${ownPorts.length} ports`;
  throw failure('ROUTE_UNAVAILABLE', { route: 'bridge', container: container.name, reason });
}

/** Our own daemon's port before a free one, so that a second attach finds what the first started. */
export function choosePort(
  published: readonly HostPort[],
  { ports, daemon }: Listening,
  { enterUid }: Pick<OwnDaemon, 'enterUid'>,
): number | undefined {
  const byBest = enterUid === 0 ? byUse : byPrivilege;
  const candidates = published
    .toSorted(
      (one, other) => byExposure(one, other) || byBest(one.containerPort, other.containerPort),
    )
    .map(({ containerPort }) => containerPort);
  const ours = candidates.find((port) => port === daemon);
  return ours ?? candidates.find((port) => !ports.includes(port));
}

/** Nobody is to knock who need not: what is open to the world comes last. */
function byExposure(one: HostPort, other: HostPort): number {
  return Number(isEverywhere(one.hostIp)) - Number(isEverywhere(other.hostIp));
}

function byUse(one: number, other: number): number {
  const rank = (port: number) => (usual.includes(port) ? usual.indexOf(port) : usual.length);
  return rank(one) - rank(other) || one - other;
}

/** For a user's own sshd. */
function byPrivilege(one: number, other: number): number {
  const isPrivileged = (port: number) => Number(port < firstUnprivileged);
  return isPrivileged(one) - isPrivileged(other) || byUse(one, other);
}
