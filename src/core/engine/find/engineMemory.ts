import { unknownHost, type HostHint } from '../../ports/hints.ts';
import type { Engine } from '../engine.ts';
import type { Endpoint } from '../speak/endpoint.ts';
import type { PodmanService } from './podmanService.ts';

/** What is known of a host, and most likely still so; whoever looks there learns it anew. */
export type KnownHost = { -readonly [Key in keyof HostHint]: HostHint[Key] };

/** What is known of the engines behind a connection, for whoever looks there again. */
export class EngineMemory {
  /**
   * The id that each engine was given, by what it is: an engine that comes or goes must not change
   * the others'. May outlive the connection.
   */
  readonly ids: Map<string, string>;
  /** May outlive the connection. */
  readonly host: KnownHost;
  /** The engines of the last look, by what they are and how they are reached. */
  engines: ReadonlyMap<string, Engine> = new Map();
  /** One of them was there and is not any more. */
  isOutdated = false;
  /** Whether the server forwards to Unix sockets: all of them look dead where it does not. */
  forwards: boolean | undefined;
  /** Whose service it is: the user's own, or root's. */
  readonly services = new Map<'user' | 'root', PodmanService>();

  constructor(ids = new Map<string, string>(), host: KnownHost = { ...unknownHost }) {
    this.ids = ids;
    this.host = host;
  }

  /** Those that a program carries bytes to, or that are there only while we serve them, are left out. */
  noteSockets(endpoints: readonly Endpoint[]): void {
    const forwarded = endpoints.filter(
      ({ carrier, service }) => carrier === undefined && service === undefined,
    );
    this.host.sockets = [...new Set(forwarded.map(({ socket }) => socket))];
  }
}
