import { routes, type Route } from '../../src/core/attach/route.ts';
import type { ErrorCode } from '../../src/core/errors/catalogue.ts';
import { hosts } from '../lab/lab.ts';
import { kinds, type Kind } from './kinds.ts';
import { matrixEngines, type MatrixEngine } from './matrixEngines.ts';

/** One way into one kind of container in one engine. */
export interface Cell {
  readonly engine: MatrixEngine;
  readonly kind: Kind;
  readonly route: Route;
  /** Why it cannot work; absent where it has to. */
  readonly refusal?: Refusal;
  /** Where the engine itself cannot make such a container, so that there is nothing to attach to. */
  readonly unmade?: Unmade;
}

/** What attach answers where a container cannot be reached like this. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface Unmade {
  /** What the engine says when it is told to. */
  readonly says: RegExp;
  readonly reason: string;
}

/** All of them, kinds first. */
export const allCells: readonly Cell[] = kinds.flatMap((kind) =>
  matrixEngines.flatMap((engine) =>
    routes.map((route) => {
      const unmade = unmadeOf(engine, kind);
      if (unmade) return { engine, kind, route, unmade };
      const refusal = refusalOf(engine, kind, route);
      return { engine, kind, route, ...(refusal === undefined ? {} : { refusal }) };
    }),
  ),
);

export function nameOf({ kind, engine, route }: Cell): string {
  return `${kind.id} on ${engine.host} by ${route}`;
}

/** Whether it has to work. */
export function isAtWork({ refusal, unmade }: Cell): boolean {
  return refusal === undefined && unmade === undefined;
}

function unmadeOf({ host }: MatrixEngine, { id }: Kind): Unmade | undefined {
  if (host !== hosts.gpu1Bob || id !== 'hostile-memory') return undefined;
  return {
    says: /mounting .*mqueue.* operation not permitted/,
    reason:
      'rootless Docker 20 has no `--ipc=host`: it may not mount the message queues of the host',
  };
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
