import type { Duplex } from 'node:stream';
import type { Transport } from '../connection.ts';
import type { Hop } from '../config/path.ts';
import type { SystemProgram } from './systemProgram.ts';

/** What one program of a connection came to before the server did anything for it. */
export interface Refusal {
  /** What ssh wrote. */
  readonly words: string;
  /** When its ssh was started, as `mark` of the link gave it. */
  readonly since: number;
}

/** How the ssh programs of one connection get to the hop: through a master, or each by itself. */
export interface SystemLink {
  readonly transport: Transport;
  /** The hop's name, where the system's ssh can share the login. */
  readonly sharedHops: readonly string[];
  /** A directory for what the connection needs meanwhile. */
  readonly directory: string;
  /** Aborts, with the reason, when the login that all share is gone. */
  readonly ended: AbortSignal;
  /** True as long as a program can be started. */
  isAlive(): Promise<boolean>;
  /** Starts an ssh with these options, to the hop. */
  start(options: readonly string[], command?: string): SystemProgram;
  /** A moment to give back with a refusal. */
  mark(): Promise<number>;
  /** Why the next hop could not be reached. */
  forwardFailure(next: Hop, refusal: Refusal): Promise<Error>;
  /** Why an ssh did not even get to the server; undefined when nothing is known. */
  loginFailure(words: string): Error | undefined;
  /** @throws FORWARDING_REFUSED */
  openSocket(socketPath: string, signal: AbortSignal): Promise<Duplex>;
  close(): Promise<void>;
}
