import type { Duplex } from 'node:stream';
import type { Connection } from '../ssh/connection.ts';

/** Where an engine answers, and how bytes get to it. */
export interface Endpoint {
  /** Absolute path of its socket on the host: a plain word. */
  readonly socket: string;
  /**
   * The command on the host that carries the bytes between its standard streams and the socket,
   * where the server refuses to forward to Unix sockets; absent where it does not.
   */
  readonly carrier?: readonly string[];
}

/** The command of an engine's own client that joins its standard streams to the engine's socket. */
export function dialStdio(cli: string, kind: 'docker' | 'podman', socket: string): string[] {
  return [cli, kind === 'docker' ? '-H' : '--url', `unix://${socket}`, 'system', 'dial-stdio'];
}

/** A new stream to the engine. It may open although the engine refuses it: only a request tells. */
export function dial(
  connection: Connection,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Duplex> {
  return endpoint.carrier
    ? connection.openProgram(endpoint.carrier, signal)
    : connection.openSocket(endpoint.socket, signal);
}
