import { isIP } from 'node:net';
import { failure, type DockhopError } from '../errors/dockhopError.ts';
import type { ContainerDetails } from '../engine/container.ts';
import type { EngineInfo } from '../engine/engine.ts';
import { isLocalHost } from '../ssh/localHost.ts';
import { publishedPorts, quietPorts, type HostPort } from '../engine/publishedPorts.ts';
import type { Route } from './route.ts';

/** Why a route cannot lead into a container, in English; faces may have words of their own. */
export const obstacles = {
  noCommand: 'the engine’s command is not on the host',
  thisMachine: 'containers of this machine are reached without it',
  unpublished: 'it publishes no TCP port on an IPv4 address',
  hostNetwork: 'on the host’s network nothing is published; the route bridge leads there',
  rootless: 'the addresses of a rootless engine’s containers cannot be reached from their host',
  noNetwork: 'it has no network',
  sharedNetwork: 'it has the network of another container',
  noAddress: 'its engine gives it no IPv4 address',
} as const;
export type Obstacle = keyof typeof obstacles;

/** What decides whether a route can be: known before anything is done. */
export interface RoutePlace {
  readonly engine: { readonly host: string; readonly info: EngineInfo };
  readonly details: ContainerDetails;
}

/** What keeps a route from leading into a container; undefined where it may, which a proof will tell. */
export function obstacleTo(route: Route, place: RoutePlace): Obstacle | undefined {
  const { engine, details } = place;
  if (route === 'exec') return engine.info.cli === undefined ? 'noCommand' : undefined;
  if (isLocalHost(engine.host)) return 'thisMachine';
  return route === 'published' ? obstacleToPublished(details) : obstacleToBridge(place);
}

function obstacleToPublished({ networkMode, ports }: ContainerDetails): Obstacle | undefined {
  if (networkMode === 'host') return 'hostNetwork';
  return publishedPorts(ports).length === 0 ? 'unpublished' : undefined;
}

function obstacleToBridge({ engine, details }: RoutePlace): Obstacle | undefined {
  const { networkMode } = details;
  if (engine.info.rootless) return 'rootless';
  if (networkMode === 'host') return undefined;
  if (networkMode === 'none') return 'noNetwork';
  if (networkMode.startsWith('container:')) return 'sharedNetwork';
  return bridgeAddresses(details).length === 0 ? 'noAddress' : undefined;
}

/** The addresses that a host may reach a container at. */
export function bridgeAddresses({ addresses }: ContainerDetails): ContainerDetails['addresses'] {
  return addresses.filter(({ address }) => isIP(address) === 4);
}

/**
 * Why a route is not tried, as the failure that says so.
 * @param isChosen whether the person chose it: nothing of ours listens unasked at a port that the
 * world can knock at.
 */
export function refusalOf(
  route: Route,
  place: RoutePlace,
  isChosen: boolean,
): DockhopError | undefined {
  const { engine, details } = place;
  const obstacle = obstacleTo(route, place);
  if (obstacle !== undefined) return routeUnavailable(route, details.name, obstacle);
  const isFit = isChosen || route !== 'published' || portsFor(details, isChosen).length > 0;
  if (isFit) return undefined;
  return failure('ROUTE_NOT_CHOSEN', { container: details.name, host: engine.host });
}

/** The published ports that our server may take. */
export function portsFor(
  { ports }: Pick<ContainerDetails, 'ports'>,
  isChosen: boolean,
): readonly HostPort[] {
  const published = publishedPorts(ports);
  return isChosen ? published : quietPorts(published);
}

export function routeUnavailable(
  route: Route,
  container: string,
  obstacle: Obstacle,
): DockhopError {
  return failure('ROUTE_UNAVAILABLE', { route, container, reason: obstacles[obstacle] });
}
