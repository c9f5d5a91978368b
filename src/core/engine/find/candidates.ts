import type { Discovery } from './discovery.ts';
import type { Endpoint } from '../speak/endpoint.ts';
import type { EngineInfo } from '../engine.ts';
import { atSocket } from './engineCommand.ts';
import type { PodmanService } from './podmanService.ts';

/** A place where an engine may answer. */
export interface Candidate {
  readonly socket: string;
  /** How bytes may get there, the best way first. */
  readonly ways: readonly Endpoint[];
  readonly sudo?: BySudo;
  readonly serviceless?: true;
}

/** A command that is run as root. Absolute paths on the host. */
export interface BySudo {
  readonly sudo: string;
  readonly cli: string;
}

/** podman's own socket for root. The directory is closed to others, so that the search misses it. */
const rootPodmanSocket = '/run/podman/podman.sock';

/** The sockets that this user may use. */
export function ownCandidates({ sockets, ...clis }: Discovery): Candidate[] {
  return sockets
    .filter(({ allowed }) => allowed)
    .map(({ path }) => ({
      socket: path,
      ways: [
        { socket: path },
        ...carriersTo(path, clis)
          .slice(0, 1)
          .map(({ carrier }) => ({ socket: path, carrier })),
      ],
    }));
}

/** The sockets that only root may use, by sudo; the user's own rootless engines need none. */
export function sudoCandidates({ sockets, stores, ...clis }: Discovery): Candidate[] {
  const { sudo, podman } = clis;
  if (sudo === undefined) return [];
  const denied = sockets.filter(({ allowed }) => !allowed).map(({ path }) => path);
  const hidden = podman !== undefined && stores.includes('root') ? [rootPodmanSocket] : [];
  return [...new Set([...denied, ...hidden])].flatMap((socket) =>
    carriersTo(socket, clis)
      .slice(0, 1)
      .map(({ cli, carrier }) => ({
        socket,
        ways: [{ socket, carrier: [sudo, '-n', ...carrier] }],
        sudo: { sudo, cli },
      })),
  );
}

/** A podman whose socket nobody serves, on one of its own, which is served from now on. */
export async function servedCandidate(
  service: PodmanService,
  cli: string,
  sudo: string | undefined,
  signal: AbortSignal,
): Promise<Candidate> {
  const socket = await service.socket(signal);
  const asRoot = sudo === undefined ? [] : [sudo, '-n'];
  const carrier = [...asRoot, ...dialStdio(cli, 'podman', socket)];
  const byProgram = { socket, carrier, service };
  const ways = sudo === undefined ? [{ socket, service }, byProgram] : [byProgram];
  return {
    socket,
    ways,
    serviceless: true,
    ...(sudo === undefined ? {} : { sudo: { sudo, cli } }),
  };
}

/** Each by the command of an engine that is there, the one that the socket's name speaks for first. */
function carriersTo(
  socket: string,
  { docker, podman }: Pick<Discovery, 'docker' | 'podman'>,
): { cli: string; carrier: string[] }[] {
  const kinds = socket.includes('podman')
    ? (['podman', 'docker'] as const)
    : (['docker', 'podman'] as const);
  return kinds.flatMap((kind) => {
    const cli = kind === 'docker' ? docker : podman;
    return cli === undefined ? [] : [{ cli, carrier: dialStdio(cli, kind, socket) }];
  });
}

/** The command of an engine's own client that joins its standard streams to the engine's socket. */
function dialStdio(cli: string, kind: EngineInfo['kind'], socket: string): string[] {
  return [cli, ...atSocket(kind, socket), 'system', 'dial-stdio'];
}
