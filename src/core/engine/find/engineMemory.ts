import type { Engine } from '../engine.ts';
import type { PodmanService } from './podmanService.ts';

/** What is known of the engines behind a connection, for whoever looks there again. */
export class EngineMemory {
  /**
   * The id that each engine was given, by what it is: an engine that comes or goes must not change
   * the others'. May outlive the connection.
   */
  readonly ids: Map<string, string>;
  /** The engines of the last look, by what they are and how they are reached. */
  engines: ReadonlyMap<string, Engine> = new Map();
  /** One of them was there and is not any more. */
  isOutdated = false;
  /** Whether the server forwards to Unix sockets: all of them look dead where it does not. */
  forwards: boolean | undefined;
  /** Whose service it is: the user's own, or root's. */
  readonly services = new Map<'user' | 'root', PodmanService>();

  constructor(ids = new Map<string, string>()) {
    this.ids = ids;
  }
}
