import type { Duplex } from 'node:stream';
import type { Connection } from '../../ssh/connection.ts';

/** Where an engine answers, and how bytes get to it. */
export interface Endpoint {
  /** Absolute path of its socket on the host: a plain word. */
  readonly socket: string;
  /**
   * The command on the host that carries the bytes between its standard streams and the socket,
   * where the server refuses to forward to Unix sockets; absent where it does not.
   */
  readonly carrier?: readonly string[];
  /** What listens at the socket only while Dockhop needs it. */
  readonly service?: Service;
}

/** Something that is started when it is needed. */
export interface Service {
  /** Resolves when it listens. */
  ready(signal: AbortSignal): Promise<void>;
}

/** A new stream to the engine. It may open although the engine refuses it: only a request tells. */
export async function dial(
  connection: Connection,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Duplex> {
  await endpoint.service?.ready(signal);
  return endpoint.carrier
    ? await connection.openProgram(endpoint.carrier, signal)
    : await connection.openSocket(endpoint.socket, signal);
}
