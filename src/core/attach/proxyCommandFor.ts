import { lastHop, type HopPath } from '../ssh/config/path.ts';
import { sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import { wayToHop } from '../ssh/builtin/wayToHop.ts';
import type { PreparedContainer } from './prepareOnHost.ts';
import { isEverywhere, publishedPorts, type HostPort } from '../engine/publishedPorts.ts';
import {
  execCommand,
  forwardCommand,
  straightCommand,
  type Route,
  type RouteEnds,
} from './route.ts';
import { bridgeAddresses, routeUnavailable } from './routeObstacle.ts';
import { fromJumpHost, jumpHostBefore, outsidePorts } from './ways.ts';

const loopback = '127.0.0.1';

/**
 * The ProxyCommand of a prepared container's entry.
 * @param settings which configuration the ssh in it goes by.
 * @throws ROUTE_UNAVAILABLE, ENTRY_REFUSED, CONFIG_UNREADABLE, SSH_NOT_FOUND
 */
export async function proxyCommandFor(
  prepared: PreparedContainer,
  settings: SshSettings,
): Promise<readonly string[]> {
  const { engine, details, preparation, way } = prepared;
  // Only Windows needs the path: elsewhere each client finds ssh by itself.
  const windows = process.platform === 'win32';
  const sshProgram = windows ? (await sshProgramOf(settings)).replaceAll('\\', '/') : 'ssh';
  const ends: RouteEnds = {
    sshProgram,
    settings,
    host: engine.host,
    engine: engine.info,
    container: details,
  };
  const port = preparation.daemon?.port ?? 0;
  switch (way.route) {
    case 'exec':
      return execCommand(ends, preparation);
    case 'bridge':
      return forwardCommand(ends, bridgeAddress(prepared), port);
    case 'published':
      if (way.through === fromJumpHost) return straight(prepared, ends, port);
      return publishedCommand(ends, portOf(publishedPorts(details.ports), port, ends));
  }
}

function publishedCommand(ends: RouteEnds, { hostIp, hostPort }: HostPort): readonly string[] {
  // Seen from the host itself, a port on all addresses is on loopback too.
  return forwardCommand(ends, isEverywhere(hostIp) ? loopback : hostIp, hostPort);
}

async function straight(
  { connection, details, signal }: PreparedContainer,
  ends: RouteEnds,
  port: number,
): Promise<readonly string[]> {
  const { hostIp, hostPort } = portOf(outsidePorts(publishedPorts(details.ports)), port, ends);
  const host = jumpHostBefore(connection);
  const [first, ...rest] = connection.path.hops.slice(0, -1);
  if (!host || !first) throw unpublished(ends);
  const path: HopPath = { host: first.name, hops: [first, ...rest] };
  const program = await sshProgramOf(ends.settings);
  const named = { ...path, host: lastHop(path).name };
  const way = await wayToHop(named, program, ends.settings.configFile, signal);
  return straightCommand(ends, way, isEverywhere(hostIp) ? host.hostName : hostIp, hostPort);
}

function bridgeAddress({ details, way }: PreparedContainer): string {
  if (details.networkMode === 'host') return loopback;
  const addresses = bridgeAddresses(details);
  const found = addresses.find(({ network }) => network === way.through) ?? addresses[0];
  if (!found) throw routeUnavailable('bridge', details.name, 'noAddress');
  return found.address;
}

function portOf(ports: readonly HostPort[], containerPort: number, ends: RouteEnds): HostPort {
  const found = ports.find((one) => one.containerPort === containerPort);
  if (!found) throw unpublished(ends);
  return found;
}

function unpublished({ container }: RouteEnds): Error {
  const route: Route = 'published';
  return routeUnavailable(route, container.name, 'unpublished');
}
