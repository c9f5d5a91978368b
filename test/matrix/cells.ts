import { routes, type Route } from '../../src/core/attach/route.ts';
import type { ErrorCode } from '../../src/core/errors/catalogue.ts';
import { kinds, type Kind } from './kinds.ts';
import { matrixEngines, type MatrixEngine } from './matrixEngines.ts';

/** One way into one kind of container in one engine. */
export interface Cell {
  readonly engine: MatrixEngine;
  readonly kind: Kind;
  readonly route: Route;
  /** Why it cannot work; absent where it has to. */
  readonly refusal?: Refusal;
}

/** What attach answers where a container cannot be reached like this. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** All of them, kinds first. */
export const allCells: readonly Cell[] = kinds.flatMap((kind) =>
  matrixEngines.flatMap((engine) =>
    routes.map((route) => {
      const refusal = refusalOf(engine, kind, route);
      return { engine, kind, route, ...(refusal === undefined ? {} : { refusal }) };
    }),
  ),
);

export function nameOf({ kind, engine, route }: Cell): string {
  return `${kind.id} on ${engine.host} by ${route}`;
}

function refusalOf({ rootless }: MatrixEngine, { id }: Kind, route: Route): Refusal | undefined {
  const unavailable = (reason: string) => ({ code: 'ROUTE_UNAVAILABLE' as const, reason });
  if (route === 'published' && id === 'host-network') {
    return unavailable('a container on the network of its host publishes no port');
  }
  if (route === 'bridge' && rootless) {
    return unavailable('nobody but a rootless engine reaches the addresses of its containers');
  }
  if (route !== 'exec' && id === 'no-network') return unavailable('it has no network');
  if (id === 'cap-drop-all') {
    return { code: 'CAPS_MISSING', reason: 'root may not become anybody there, not even for sshd' };
  }
  return undefined;
}
