import type { ContainerDetails, PublishedPort } from '../../engine/container.ts';
import type { ExecEngine } from '../../engine/engine.ts';
import { failure } from '../../errors/dockhopError.ts';
import { listeningPorts, type ListeningPort } from '../look/listeningPorts.ts';

/** Where an SSH server is expected, best first. */
const usual = [22, 2222];

/**
 * The port of a container on which our sshd can listen and be reached through the host: published,
 * and nothing else listens there. One of our own daemons keeps its port.
 * @param uid the login user, if known: another user's daemon is then no place for it.
 * @throws ROUTE_UNAVAILABLE where there is none.
 */
export async function freePublishedPort(
  engine: ExecEngine,
  container: ContainerDetails,
  signal: AbortSignal,
  uid?: number,
): Promise<number> {
  const { name, ports } = container;
  const route = 'published';
  const published = ports.filter(isPublished);
  if (published.length === 0) {
    throw failure('ROUTE_UNAVAILABLE', { route, container: name, reason: 'it publishes no port' });
  }
  const listening = await listeningPorts({ engine, container }, signal);
  const port = choosePort(published, listening, uid);
  if (port !== undefined) return port;
  const reason = 'on each port that it publishes something else listens';
  throw failure('ROUTE_UNAVAILABLE', { route, container: name, reason });
}

/** Our own daemon's port before a free one, so that a second attach finds what the first started. */
export function choosePort(
  published: readonly PublishedPort[],
  listening: readonly ListeningPort[],
  uid?: number,
): number | undefined {
  const candidates = published.map(({ containerPort }) => containerPort).toSorted(byUse);
  const listener = (port: number) => listening.find((one) => one.port === port);
  const ours = candidates.find((port) => {
    const daemonOf = listener(port)?.daemonOf;
    return daemonOf !== undefined && (uid === undefined || daemonOf === uid);
  });
  return ours ?? candidates.find((port) => listener(port) === undefined);
}

function isPublished({ protocol, hostPort }: PublishedPort): boolean {
  return protocol === 'tcp' && hostPort !== undefined;
}

function byUse(one: number, other: number): number {
  const rank = (port: number) => (usual.includes(port) ? usual.indexOf(port) : usual.length);
  return rank(one) - rank(other) || one - other;
}
