import { describe, expect, it } from 'vitest';
import { obstacleTo, refusalOf } from '../../../../src/core/attach/routeObstacle.ts';
import {
  fromJumpHost,
  isChosen,
  likeliestWay,
  routesFor,
  waysOf,
  type WayPlace,
} from '../../../../src/core/attach/ways.ts';
import type { ContainerDetails } from '../../../../src/core/engine/container.ts';
import type { EngineInfo } from '../../../../src/core/engine/engine.ts';
import type { Hop } from '../../../../src/core/ssh/config/path.ts';
import { someHop } from '../ssh/someHop.ts';
import { details, engineInfo } from './fixtures.ts';

const open = { containerPort: 22, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 2201 } as const;
const bridged = { addresses: [{ network: 'bridge', address: '172.17.0.2' }] };
const { id, kind, rootless, version, apiVersion, socket } = engineInfo();
const commandless = { id, kind, rootless, version, apiVersion, socket };

function place(
  part: Partial<ContainerDetails> = {},
  info: EngineInfo = engineInfo(),
  more: Partial<WayPlace> & { host?: string; hops?: readonly Hop[] } = {},
): WayPlace {
  const { host = 'gpu1', hops = [], ...rest } = more;
  return {
    engine: { host, info },
    details: details({ ...bridged, ports: [open], ...part }),
    connection: { path: { host, hops } },
    ...rest,
  };
}

describe('what stands in the way of a route', () => {
  it.each([
    ['exec', 'nothing', place(), undefined],
    ['exec', 'no command', place({}, commandless), 'noCommand'],
    ['published', 'nothing', place(), undefined],
    ['published', 'no port', place({ ports: [] }), 'unpublished'],
    ['published', 'IPv6 alone', place({ ports: [{ ...open, hostIp: '::1' }] }), 'unpublished'],
    ['published', 'host network', place({ networkMode: 'host', ports: [] }), 'hostNetwork'],
    ['published', 'this machine', place({}, engineInfo(), { host: 'local' }), 'thisMachine'],
    ['bridge', 'nothing', place(), undefined],
    ['bridge', 'host network', place({ networkMode: 'host', addresses: [] }), undefined],
    ['bridge', 'no network', place({ networkMode: 'none', addresses: [] }), 'noNetwork'],
    ['bridge', 'another’s network', place({ networkMode: 'container:x' }), 'sharedNetwork'],
    ['bridge', 'no address', place({ addresses: [] }), 'noAddress'],
    ['bridge', 'IPv6', place({ addresses: [{ network: 'a', address: 'fd00::2' }] }), 'noAddress'],
    ['bridge', 'rootless', place({}, engineInfo({ rootless: true })), 'rootless'],
    ['bridge', 'this machine', place({}, engineInfo(), { host: 'local' }), 'thisMachine'],
  ] as const)('%s, %s', (route, _, where, obstacle) => {
    expect(obstacleTo(route, where)).toBe(obstacle);
  });
});

describe('the routes to try', () => {
  it('are all of them, exec first', () => {
    expect(routesFor(undefined, undefined)).toEqual(['exec', 'published', 'bridge']);
  });

  it('begin with the one that led there last, unless asked anew', () => {
    const record = { route: 'bridge' } as const;
    expect(routesFor(undefined, record)).toEqual(['bridge', 'exec', 'published']);
    expect(routesFor('auto', record)).toEqual(['exec', 'published', 'bridge']);
  });

  it('are the one that the person wants, now or since they said so', () => {
    const record = { route: 'published', pinned: true } as const;
    expect(routesFor(undefined, record)).toEqual(['published']);
    expect(routesFor('bridge', record)).toEqual(['bridge']);
    expect(routesFor('auto', record)).toEqual(['exec', 'published', 'bridge']);
  });
});

describe('a port that is open to the world', () => {
  const inside = { ...open, containerPort: 2222, hostIp: '127.0.0.1', hostPort: 2202 };
  const noRoute = { route: 'exec' } as const;

  it('is taken only where the person chose the route', () => {
    expect(refusalOf('published', place(), true)).toBeUndefined();
    expect(refusalOf('published', place(), false)).toMatchObject({ code: 'ROUTE_NOT_CHOSEN' });
    expect(refusalOf('bridge', place(), false)).toBeUndefined();
    const both = place({ ports: [open, inside] });
    expect(refusalOf('published', both, false)).toBeUndefined();
    // The same port of the container, once for all and once for the host alone.
    const twice = place({ ports: [open, { ...open, hostIp: '127.0.0.1', hostPort: 2203 }] });
    expect(refusalOf('published', twice, false)).toMatchObject({ code: 'ROUTE_NOT_CHOSEN' });
  });

  it('is not taken from a jump host either', () => {
    const hops = [someHop({}, { name: 'jump' }), someHop({}, { name: 'gpu1', via: 'jump' })];
    const both = place({ ports: [open, inside] }, engineInfo(), { hops });
    expect(waysOf('published', both, false)).toEqual([{ route: 'published' }]);
    expect(waysOf('published', both, true)).toHaveLength(2);
  });

  it('is not taken again by an entry that was made without being asked', () => {
    const record = { route: 'published' } as const;
    expect(likeliestWay(place({}, engineInfo(), { record }))).toEqual(noRoute);
    const pinned = { ...record, pinned: true };
    expect(likeliestWay(place({}, engineInfo(), { record: pinned }))).toEqual(record);
  });

  it('is chosen by a wish, or by one of before', () => {
    const record = { route: 'published' } as const;
    const chosen = [
      isChosen('published', undefined),
      isChosen(undefined, { ...record, pinned: true }),
      isChosen(undefined, record),
      isChosen('auto', { ...record, pinned: true }),
    ];
    expect(chosen).toEqual([true, true, false, false]);
  });
});

describe('the ways of a route', () => {
  const hops = [someHop({}, { name: 'jump' }), someHop({}, { name: 'gpu1', via: 'jump' })];

  it('lead to a published port through the host, and straight where a jump host is before it', () => {
    const straight = { route: 'published', through: fromJumpHost };
    expect(waysOf('published', place(), true)).toEqual([{ route: 'published' }]);
    expect(waysOf('published', place({}, engineInfo(), { hops }), true)).toEqual([
      { route: 'published' },
      straight,
    ]);
    const inside = place({ ports: [{ ...open, hostIp: '127.0.0.1' }] }, engineInfo(), { hops });
    expect(waysOf('published', inside, true)).toEqual([{ route: 'published' }]);
  });

  it('lead to each network, the one that was proven first', () => {
    const addresses = [
      { network: 'lan', address: '10.0.0.9' },
      { network: 'bridge', address: '172.17.0.2' },
      { network: 'bridge', address: 'fd00::2' },
    ];
    const record = { route: 'bridge', through: 'bridge' } as const;
    const networks = (where: WayPlace) =>
      waysOf('bridge', where, false).map(({ through }) => through);
    expect(networks(place({ addresses }))).toEqual(['lan', 'bridge']);
    expect(networks(place({ addresses }, engineInfo(), { record }))).toEqual(['bridge', 'lan']);
  });

  it('are not proven where an entry is only made true again', () => {
    const record = { route: 'published', through: fromJumpHost } as const;
    const ports = [{ ...open, hostIp: '10.0.0.2' }];
    expect(likeliestWay(place({ ports }, engineInfo(), { hops, record }))).toEqual(record);
    // Recreated without its port: nobody insisted on it.
    const unpublished = place({ ports: [] }, engineInfo(), { hops, record });
    expect(likeliestWay(unpublished)).toEqual({ route: 'exec' });
    const pinned = { ...unpublished, record: { ...record, pinned: true } };
    expect(() => likeliestWay(pinned)).toThrow(
      expect.objectContaining({ code: 'ROUTE_UNAVAILABLE' }),
    );
  });
});
