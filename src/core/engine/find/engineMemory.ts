import type { Engine } from '../engine.ts';
import type { Endpoint } from '../speak/endpoint.ts';
import type { PodmanService } from './podmanService.ts';

/** What is known of the engines behind a connection, for whoever looks there again. */
export class EngineMemory {
  /**
   * The id that each engine was given, by what it is: an engine that comes or goes must not change
   * the others'. May outlive the connection.
   */
  readonly ids: Map<string, string>;
  /** The sockets at which engines answered by forwarding, the last time. May outlive the connection. */
  readonly sockets: Set<string>;
  /** The engines of the last look, by what they are and how they are reached. */
  engines: ReadonlyMap<string, Engine> = new Map();
  /** One of them was there and is not any more. */
  isOutdated = false;
  /** Whether the server forwards to Unix sockets: all of them look dead where it does not. */
  forwards: boolean | undefined;
  /** Whose service it is: the user's own, or root's. */
  readonly services = new Map<'user' | 'root', PodmanService>();

  constructor(ids = new Map<string, string>(), sockets = new Set<string>()) {
    this.ids = ids;
    this.sockets = sockets;
  }

  /** Those that a program carries bytes to, or that are there only while we serve them, are left out. */
  noteSockets(endpoints: readonly Endpoint[]): void {
    this.sockets.clear();
    for (const { socket, carrier, service } of endpoints) {
      if (carrier === undefined && service === undefined) this.sockets.add(socket);
    }
  }
}
