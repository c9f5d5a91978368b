import type { EntryRecord } from '../clientFiles/entry.ts';
import { isEverywhere, type HostPort } from '../engine/publishedPorts.ts';
import type { Connection } from '../ssh/connection.ts';
import type { Hop } from '../ssh/config/path.ts';
import { bridgeAddresses, portsFor, refusalOf, type RoutePlace } from './routeObstacle.ts';
import { routes, type Route, type RouteWish } from './route.ts';

/** One of the ways that a route may take into a container; a proof tells whether it leads there. */
export interface Way {
  readonly route: Route;
  /**
   * Which one, where the route has several: on `bridge` the network, on `published`
   * {@link fromJumpHost}. Kept with the entry, so that it is found again without a proof.
   */
  readonly through?: string;
}

/** Past the host, whose SSH server may forward nothing. */
export const fromJumpHost = 'jump host';

export interface WayPlace extends RoutePlace {
  readonly connection: Pick<Connection, 'path'>;
  /** The entry that there is already. */
  readonly record?: Pick<EntryRecord, 'route' | 'through' | 'pinned'>;
}

/**
 * The routes to try, in order: the one that was asked for or chosen before, alone; else first the one
 * that led there last, then the others as they are listed.
 */
export function routesFor(
  wish: RouteWish | undefined,
  record: WayPlace['record'],
): readonly Route[] {
  if (wish === 'auto') return routes;
  if (wish !== undefined) return [wish];
  if (record === undefined) return routes;
  if (record.pinned === true) return [record.route];
  return [record.route, ...routes.filter((route) => route !== record.route)];
}

/** Did the person choose the route that is tried, now or before? */
export function isChosen(wish: RouteWish | undefined, record: WayPlace['record']): boolean {
  return wish === undefined ? record?.pinned === true : wish !== 'auto';
}

/** The ways of a route that nothing is known to stand in the way of; the one that led there last first. */
export function waysOf(route: Route, place: WayPlace, chosen: boolean): readonly Way[] {
  const ways = allWays(route, place, chosen);
  const { record } = place;
  const known = ways.find(
    (way) => record?.route === route && (record.through ?? '') === (way.through ?? ''),
  );
  return known === undefined ? ways : [known, ...ways.filter((way) => way !== known)];
}

function allWays(route: Route, { details, connection }: WayPlace, chosen: boolean): readonly Way[] {
  switch (route) {
    case 'exec':
      return [{ route }];
    case 'published': {
      const ports = outsidePorts(portsFor(details, chosen));
      const isStraight = jumpHostBefore(connection) && ports.length > 0;
      return [{ route }, ...(isStraight ? [{ route, through: fromJumpHost }] : [])];
    }
    case 'bridge':
      if (details.networkMode === 'host') return [{ route }];
      return bridgeAddresses(details).map(({ network }) => ({ route, through: network }));
  }
}

/** The way of an entry that is not proven now: the first there may be. @throws ROUTE_UNAVAILABLE, ROUTE_NOT_CHOSEN */
export function likeliestWay(place: WayPlace): Way {
  const all = routesFor(undefined, place.record);
  const chosen = isChosen(undefined, place.record);
  const fits = (one: Route) => refusalOf(one, place, chosen) === undefined;
  const route = all.find(fits) ?? all[0] ?? 'exec';
  const refusal = refusalOf(route, place, chosen);
  if (refusal) throw refusal;
  const [way] = waysOf(route, place, chosen);
  return way ?? { route };
}

/** The host, where a jump host stands before it that ssh would dial it from. */
export function jumpHostBefore({ path }: WayPlace['connection']): Hop | undefined {
  const host = path.hops.at(-1);
  return path.hops.length > 1 && host?.via === 'jump' ? host : undefined;
}

/** Of published ports, those that others than the host itself reach. */
export function outsidePorts(ports: readonly HostPort[]): readonly HostPort[] {
  return ports.filter(({ hostIp }) => isEverywhere(hostIp) || !hostIp.startsWith('127.'));
}
